// Lays what a form says into the text that was there, so that only what the person changed is changed. A desk does it by itself
// (faithful.py); over a forge it is done here, by whole lines: where lines and values do not agree, all is written anew.
const Faithful = (() => {
  const isGroup = (value) =>
    value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Date);

  // What a value says: blanks say nothing, and a group that has nothing but its number says its number.
  const said = (value) => {
    if (Array.isArray(value)) {
      const items = value.map(said).filter((item) => item !== null);
      return items.length ? items : null;
    }
    if (!isGroup(value)) return value === undefined || value === "" ? null : value;
    const told = Object.keys(value).sort().map((name) => [name, said(value[name])]);
    const filled = told.filter(([, part]) => part !== null);
    if (filled.length === 1 && filled[0][0] === "number") return filled[0][1];
    return filled.length ? Object.fromEntries(filled) : null;
  };
  const isBlank = (value) => said(value) === null;
  const alike = (one, other) => JSON.stringify(said(one)) === JSON.stringify(said(other));
  const names = (group, order = []) =>
    [...new Set([...order, ...Object.keys(group)])].filter((name) => !isBlank(group[name]));
  const items = (list) => list.filter((item) => !isBlank(item));

  // What is written plainly is what every reader takes for the same words.
  const PLAIN = /^(?:\p{L}|\d+(?:\/\d+)*\/\p{L})[\p{L}\p{M}\p{N} .,;()/'"–+%?-]*(?<! )$/u;
  const OTHERWISE = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;
  const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00Z`).toJSON()?.startsWith(text);
  const quoted = (text) =>
    JSON.stringify(text).replace(
      /[\u007f-\u009f\u2028\u2029\ufeff]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  const scalar = (value, quotes = false) => {
    if (value instanceof Date) return value.toISOString();
    if (typeof value !== "string") return String(value);
    const plain = isDay(value) || (PLAIN.test(value) && !OTHERWISE.test(value));
    return plain && !quotes ? value : quoted(value);
  };
  const inline = (value) => {
    if (Array.isArray(value)) return `[${items(value).map(inline).join(", ")}]`;
    if (isGroup(value)) return `{${names(value).map((name) => `${name}: ${inline(value[name])}`).join(", ")}}`;
    return scalar(value, /,/.test(value));
  };
  const block = (value, column, order) => {
    const nested = (part) => block(part, 2);
    const field = (name, part) =>
      Array.isArray(part) || isGroup(part) ? [`${name}:`, ...nested(part)] : [`${name}: ${scalar(part)}`];
    const item = (part) =>
      Array.isArray(part) || isGroup(part)
        ? nested(part).map((line, place) => (place ? line : `- ${line.slice(2)}`))
        : [`- ${scalar(part)}`];
    const lines = Array.isArray(value)
      ? items(value).flatMap(item)
      : names(value, order).flatMap((name) => field(name, value[name]));
    return lines.map((line) => " ".repeat(column) + line);
  };

  const indent = (line) => line.search(/\S|$/);
  const silent = (line) => /^ *(?:#.*)?$/.test(line);

  // A list or group in parts: the lines of each from its dash or name on, and the silent ones between it and the next. The first
  // part has nothing but what stands before all others.
  const parted = (lines, column, opening) => {
    const parts = [{ lines: [], after: [] }];
    for (const line of lines) {
      const last = parts.at(-1);
      const here = indent(line) === column;
      const begun = here && opening.exec(line.slice(column));
      if (begun) parts.push({ name: begun[1], lines: [line], after: [] });
      else if (silent(line) && (indent(line) <= column || parts.length === 1)) last.after.push(line);
      else if (parts.length > 1 && (indent(line) > column || (here && /^ *- /.test(line))))
        last.lines.push(...last.after.splice(0), line);
      else return null;
    }
    return parts;
  };
  const joined = (parts) => parts.flatMap(({ lines, after }) => [...lines, ...after]);
  const added = (parts, place, name, lines) => {
    const { after } = parts[place];
    if (place) parts[place] = { ...parts[place], after: [] };
    parts.splice(place + 1, 0, { name, lines, after: place ? after : [] });
  };

  const LINE =
    /^( *(?:[\w-]+:|-) +)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[[{][^#]*[\]}]|[^\s"'[\]{}&*!|>%@`#,?-][^#]*?)( +#.*)?$/;
  const onItsLine = (lines, now) => {
    const [, before, was, after = ""] = (lines.length === 1 && LINE.exec(lines[0])) || [];
    const whole = Array.isArray(now) || isGroup(now);
    if (!before || /^[[{]/.test(was) !== whole) return null;
    return [before + (whole ? inline(now) : scalar(now, /^["']/.test(was))) + after];
  };
  const inside = (lines, was, now) => {
    const column = indent(lines.find((line) => !silent(line)) ?? "");
    if (Array.isArray(was) && Array.isArray(now)) return inList(lines, column, was, now);
    return isGroup(was) && isGroup(now) ? inGroup(lines, column, was, now) : null;
  };
  const inField = (lines, column, name, was, now) => {
    const [head, ...rest] = lines;
    const laid = /^ *[\w-]+:(?: +#.*)?$/.test(head) && inside(rest, was, now);
    return laid ? [head, ...laid] : (onItsLine(lines, now) ?? block({ [name]: now }, column));
  };
  const inItem = (lines, column, was, now) => {
    const dash = /^ *- +(?=[\w-]+:(?: |$))/.exec(lines[0])?.[0];
    const laid = dash && inside([" ".repeat(dash.length) + lines[0].slice(dash.length), ...lines.slice(1)], was, now);
    if (laid && !silent(laid[0])) return [dash + laid[0].slice(dash.length), ...laid.slice(1)];
    return onItsLine(lines, now) ?? block([now], column);
  };

  const inGroup = (lines, column, was, now, order = Object.keys(now)) => {
    const parts = parted(lines, column, /^([\w-]+):(?= |$)/);
    const known = parts?.slice(1).map(({ name }) => name);
    if (!known || known.length > new Set(known).size || names(was).some((name) => !known.includes(name))) return null;
    const laid = parts.map((part, place) => {
      const [one, other] = [was[part.name], now[part.name]];
      if (!place || alike(one, other)) return part;
      return { ...part, lines: isBlank(other) ? [] : inField(part.lines, column, part.name, one, other) };
    });
    let place = 0;
    for (const name of names(now, order)) {
      if (known.includes(name)) place = laid.findIndex((part) => part.name === name);
      else added(laid, place++, name, block({ [name]: now[name] }, column));
    }
    return joined(laid);
  };
  const inList = (lines, column, was, now) => {
    const parts = parted(lines, column, /^(-)(?= |$)/);
    if (parts?.length !== was.length + 1) return null;
    const come = items(now);
    const least = Math.min(was.length, come.length);
    let [start, end] = [0, 0];
    while (start < least && alike(was[start], come[start])) start += 1;
    while (end < least - start && alike(was.at(-1 - end), come.at(-1 - end))) end += 1;
    const [left, right] = [was.length - end, come.length - end];
    const laid = parts.map((part, place) => {
      const index = place - 1;
      if (index < start || index >= left) return part;
      if (index >= right) return { ...part, lines: [] };
      return alike(was[index], come[index])
        ? part
        : { ...part, lines: inItem(part.lines, column, was[index], come[index]) };
    });
    if (left < right) added(laid, left, "-", block(come.slice(left, right), column));
    return joined(laid);
  };

  const prose = (old, now) => {
    if (old.trim() === now.trim()) return old;
    const [, before = "", , after] = /^(\s*\n)?([\s\S]*?)(\s*)$/.exec(old);
    return before + now.trim() + (after || "\n");
  };

  // The text of a document that said `was` and now says `now`; new fields stand where `order`, all names of the form, has them.
  const laid = (old, was, now, order) => {
    const { body: prior = "", ...before } = was;
    const { body = "", ...values } = now;
    const [, yaml, rest] = /^---\n([\s\S]*?)^---\n([\s\S]*)$/m.exec(old.includes("\r") ? "" : old) ?? [];
    if (yaml === undefined) return `---\n${block(values, 0, order).join("\n")}\n---\n\n${body.trim()}\n`;
    const changed = inGroup(yaml.split("\n").slice(0, -1), 0, before, values, order) ?? block(values, 0, order);
    const lines = alike(before, values) ? yaml : `${changed.join("\n")}\n`;
    return `---\n${lines}---\n${prior.trim() === body.trim() ? rest : prose(rest, body)}`;
  };
  return { laid };
})();
