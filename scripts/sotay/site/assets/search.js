// Search in the header: the index that search.py lays, asked in folded words, fetched when the box is first used.
(() => {
  const here = document.currentScript?.src ?? "";
  const root = new URL("../", here || location.href);
  const words = WORDS;
  const SHOWN = 12;
  const header = document.querySelector(".md-header__inner");
  if (!header) return;

  const fold = (text) =>
    text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, " ").trim();

  const box = document.createElement("search");
  box.className = "sotay-search";
  const input = Object.assign(document.createElement("input"), {
    type: "search", placeholder: words.placeholder, autocomplete: "off", spellcheck: false,
  });
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-label": words.placeholder, "aria-expanded": "false",
    "aria-controls": "sotay-found", "aria-autocomplete": "list",
  })) input.setAttribute(name, value);
  const panel = Object.assign(document.createElement("div"), { className: "sotay-found", hidden: true });
  const list = Object.assign(document.createElement("ul"), { id: "sotay-found" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.results);
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const label = document.createElement("label");
  const all = Object.assign(document.createElement("input"), { type: "checkbox" });
  label.append(all, ` ${words.all}`);
  panel.append(status, list, label);
  box.append(input, panel);
  header.append(box);

  // Each file is a script, which comes from a folder without a server too, and says of which build it is.
  const kept = {};
  const load = (name, query, told) => (kept[name] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(`tim-kiem/${name}.js?${query}`, root).href;
    const done = () => {
      script.remove();
      const part = self.sotayIndex?.[told];
      if (part) return resolve(part);
      delete kept[name];
      reject(new Error(script.src));
    };
    script.addEventListener("load", done);
    script.addEventListener("error", done);
    document.head.append(script);
  }));
  // Which build is the newest is asked on every page: a browser may still keep files of another.
  const newest = () => load("version", Date.now(), "version");
  const part = async (name) => {
    const { stamp } = await newest();
    return load(name, stamp, `${name}?${stamp}`);
  };

  // Documents by what they are called: their titles without the code, and other names.
  const named = ({ called = [], names, letters }) => {
    const found = new Map();
    called.forEach((title, page) => {
      if (!letters[page]) return;
      const others = names[page].split(";").filter(Boolean);
      for (const name of [title.replace(` ${others[0]} `, "").trim(), ...others]) {
        if (found.has(name)) found.get(name).push(page);
        else found.set(name, [page]);
      }
    });
    return found;
  };

  let columns;
  const prepare = () => {
    columns ??= part("pages").then((told) => {
      const kept = Object.fromEntries(Object.entries(told).map(([name, values]) => [name, values.split("\n")]));
      return { ...kept, named: named(kept) };
    });
    columns.catch(() => { columns = undefined; });
    return columns;
  };

  const open = (shown) => {
    panel.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) choose(-1);
  };
  let chosen = -1;
  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
    const item = list.children[index];
    input.setAttribute("aria-activedescendant", item?.id ?? "");
    item?.scrollIntoView({ block: "nearest" });
  };

  // How often each page's text has a word, or, of one still in the typing, the words that begin so.
  const inTexts = async (word, typing) => {
    const { parts, pages } = await newest();
    const words = await part((36 * word.charCodeAt(0) + (word.charCodeAt(1) || 0)) % parts);
    const begun = word.includes(".") && !typing ? `${word}.` : word; // 61/2018 is meant by 61/2018/NĐ-CP
    const meant = begun !== word || (typing && word.length > 1) ? Object.keys(words).filter((other) => `${other}.`.startsWith(begun))
      : Object.hasOwn(words, word) ? [word] : [];
    const times = new Uint8Array(pages);
    for (const places of meant.map((other) => words[other])) {
      let [page, step] = [-1, 0];
      for (let at = 0; at < places.length; at++) {
        const code = places.charCodeAt(at);
        if (code < 97) {
          step = 10 * step + code - 48;
        } else {
          page += step || 1;
          step = 0;
          times[page] = Math.max(times[page], code - 96);
        }
      }
    }
    return times;
  };

  // A document also has the first letters of its title's words: GPXD. The last word may still be in the typing.
  const has = (text, word, typing, letters) =>
    text.includes(` ${word}${typing ? "" : " "}`) || (word.length > 1 && letters.includes(word));

  // What each page has of a word: the rarer it is the more it says, and most in a name.
  const worth = ({ called, keys, letters }, times, word, typing) => {
    let having = 0;
    const found = Float64Array.from(times, (often, page) => {
      const named = has(called[page], word, typing, letters[page]) || has(keys[page], word, typing, "");
      const value = (named ? 9 : 0) + often / (often + 1.2);
      if (value) having++;
      return value;
    });
    const rare = Math.log(1 + times.length / (having || 1));
    return found.map((value) => value * rare);
  };

  // Words that say no more than that a procedure is meant, which each has (only documents have letters): those before its name,
  // and "mới" of what is given for the first time.
  const BEFORE = /^(?:(?:quy tr[iì]nh|th[uủ] t[uụ]c|h[oồ] s[oơ]|xin)\s+)+(?=[\p{L}\d])/iu;
  const ANEW = /(?<=^c[aâấ]p|\sc[aâấ]p)\s+m[oớ]i(?=\s)/iu;
  // What must stand on one page to be there: a number or code as it was typed, or else each word.
  const units = (typed) => typed.split(/\s+/u)
    .flatMap((said) => (/\d/u.test(said) ? said : said.split(/[^\p{L}\p{M}]+/u)))
    .filter(fold);

  // Folded words as a pattern: QT.DN.1 means QT.DN.01.
  const loose = (query) => query.replace(/\b0*(?=\d)/g, "0*");

  // A code or number as texts have it in the index, one word; search.py knows one by the same signs.
  const joined = (unit) => {
    const parts = fold(unit).split(" ");
    const one = parts.length > 1 && parts.length < 6 && /(?=.*\d).*[a-z]|\d{6}|^\d+ (?:19|20)\d\d$/.test(parts.join(" "));
    return one ? parts.map((said) => said.replace(/^0+(?=.)/, "")).join(".") : "";
  };

  // A title that has all words, or has them in a row, or with the letters as they were typed, goes before others; what people
  // call the page, typed whole, before all.
  const factor = ({ title, called, names, letters }, page, { typed, query, words, name }) => {
    if (called[page] === ` ${query} ` || name.test(names[page])) return 1e7;
    const last = words.length - 1;
    if (!words.every((word, index) => has(called[page], word, index === last, letters[page]))) return 0;
    const place = called[page].indexOf(` ${query} `);
    const share = place ? words.length / called[page].split(" ").length : 0; // of titles that begin alike none is the shorter
    const row = place < 0 ? 1 : 2 + 1 / (1 + place);
    return 1e6 * (row * (title[page].toLowerCase().includes(typed) ? 1.2 : 1) + share);
  };

  // Whether a page is called by a code or number, or, of one still in the typing, by what begins so. Without pages there are
  // no columns.
  const names = ({ called = [], keys }, unit, typing) => {
    const said = RegExp(` ${loose(fold(unit))}${typing ? "" : " "}`);
    return called.some((title, page) => said.test(title) || said.test(keys[page]));
  };

  // Codes of documents are also typed with blanks: what begins as theirs do and ends in a number is one.
  const family = ({ names = [], letters }, text) => {
    const begun = /^(\D+ )\d+$/.exec(fold(text))?.[1];
    const like = begun && RegExp(`;${begun}\\d`);
    return like && names.some((said, page) => letters[page] && like.test(said));
  };

  // Documents of which a name stands whole among the words typed, as in "gia hạn giấy phép lao động cho người nước ngoài": how
  // many words its longest has.
  const within = ({ named = new Map() }, query) => {
    const words = query.split(" ");
    const found = new Map();
    for (let many = 1; many < words.length; many++) {
      for (let at = 0; at + many <= words.length; at++) {
        for (const page of named.get(words.slice(at, at + many).join(" ")) ?? []) found.set(page, many);
      }
    }
    return found;
  };

  // Pages in their order, but laws that hold before those that do not, unless the number of such a one was typed.
  const lawful = ({ standing, names }, pages, query) => {
    const typed = (name) => /\d/.test(name) && ` ${query} `.includes(` ${name} `);
    const waits = (page) => standing[page] === "3" && !names[page].split(";").some(typed);
    const last = pages.map((page) => standing[page]).lastIndexOf("2");
    const before = pages.slice(0, last + 1);
    return [...before.filter((page) => !waits(page)), ...before.filter(waits), ...pages.slice(last + 1)];
  };

  // The pages that have most of the words, the best first; of equals, as the index has them. Words that no page has are left
  // out and told; where one of them is a number or code, nothing is found: other pages would pass for what it names. A code by
  // which no page is called is one word: where its parts stand on a page, it need not.
  const answer = async (typed, everything) => {
    const meant = typed.replace(BEFORE, "").replace(ANEW, "");
    const ends = new Set([fold(typed).split(" ").at(-1), ...[typed, meant, units(typed).at(-1)].map(joined)]);
    const every = [...new Set([...fold(typed).split(" "), ...[typed, meant, ...units(typed)].map(joined)])].filter(Boolean);
    const [pages, ...texts] = await Promise.all([prepare(), ...every.map((word) => inTexts(word, ends.has(word)))]);
    const worths = new Map(every.map((word, index) => [word, worth(pages, texts[index], word, ends.has(word))]));

    const strange = new Set([typed, meant, ...units(typed)].filter((unit) => joined(unit) && !names(pages, unit, ends.has(joined(unit)))));
    const words = (unit) => (strange.has(unit) ? [joined(unit)] : fold(unit).split(" "));
    const parts = (text) => (family(pages, text) ? [text] : units(text));
    const asks = (text) => ({
      typed: text.toLowerCase(), query: fold(text), words: parts(text).flatMap(words), name: RegExp(`;${loose(fold(text))};`),
    });
    const told = asks(typed);
    const looked = (page) => everything || pages.standing[page] !== "0";
    const there = (unit, among) => {
      const found = words(unit).map((word) => worths.get(word));
      return texts[0].some((_times, page) => among(page) && found.every((values) => values[page]));
    };
    const missing = parts(meant).filter((unit) => !there(unit, looked));
    const hidden = missing.filter((unit) => there(unit, () => true));
    const called = (among) => texts[0].some((_times, page) => among(page) && told.name.test(pages.names[page]));
    if (!hidden.length && !called(looked) && called(() => true)) hidden.push(typed);
    const notes = { missing: missing.filter((unit) => !hidden.includes(unit)), hidden };
    if (missing.some((unit) => /\d/u.test(unit))) return { shown: [], count: 0, notes };

    const without = (text) => asks(units(text).filter((unit) => !missing.includes(unit)).join(" "));
    const [whole, core] = missing.length ? [without(typed), without(meant)] : [told, asks(meant)];
    const counted = whole.words.map((word) => ({ found: worths.get(word), every: !core.words.includes(word) }));
    let [most, best] = [1, []];
    for (let page = 0; page < texts[0].length; page++) {
      if (!looked(page)) continue;
      const count = counted.filter(({ found, every }) => found[page] || (every && pages.letters[page])).length;
      if (count > most) [most, best] = [count, []];
      if (count === most) best.push(page);
    }
    const meaning = within(pages, whole.query);
    const exactly = [...texts[0].keys()].filter((page) => whole.name.test(pages.names[page]));
    best = [...new Set([...best, ...[...exactly, ...meaning.keys()].filter(looked)])];
    const scores = new Map(best.map((page) => {
      const value = factor(pages, page, whole)
        || Math.max(1e5 * (meaning.get(page) ?? 0), core.query !== whole.query && pages.letters[page] && factor(pages, page, core) / 10)
        || counted.reduce((sum, { found }) => sum + found[page], 0);
      return [page, pages.weight[page] * value];
    }));
    best.sort((a, b) => scores.get(b) - scores.get(a) || a - b);
    const shown = lawful(pages, best, told.query).slice(0, SHOWN).map((page) => ({ url: pages.url[page], title: pages.title[page], about: pages.about[page] }));
    return { shown, count: best.length, notes };
  };

  let asked = 0;
  const ask = async () => {
    const turn = ++asked;
    if (!fold(input.value)) return open(false);
    open(true);
    try {
      const found = await answer(input.value.trim().normalize("NFC"), all.checked);
      if (turn === asked) show(found.shown, said(found));
    } catch {
      if (turn === asked) show([], words.unavailable);
    }
  };
  const said = ({ count, notes }) => [
    count ? words.found.replace("{count}", count) : /\s/u.test(input.value.trim()) ? words.fewer : words.none,
    ...["missing", "hidden"].filter((note) => notes[note].length)
      .map((note) => words[note].replace("{words}", () => notes[note].join(", "))),
  ].join(" ");
  const show = (best, answered) => {
    list.replaceChildren(...best.map((page, index) => {
      const item = document.createElement("li");
      item.id = `sotay-found-${index}`;
      item.setAttribute("role", "option");
      const link = Object.assign(document.createElement("a"), { href: new URL(page.url, root).href, tabIndex: -1 });
      const title = Object.assign(document.createElement("strong"), { textContent: page.title });
      const about = Object.assign(document.createElement("span"), { textContent: page.about });
      link.append(title, about);
      item.append(link);
      return item;
    }));
    status.dataset.answers = input.value;
    status.textContent = answered;
    choose(best.length ? 0 : -1);
  };

  input.addEventListener("focus", () => prepare().catch(() => {}));
  input.addEventListener("input", ask);
  all.addEventListener("change", ask);
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (count) choose((chosen + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    } else if (event.key === "Enter") {
      list.children[chosen]?.querySelector("a").click();
    } else if (event.key === "Escape") {
      open(false);
    }
  });
  document.addEventListener("click", (event) => box.contains(event.target) || open(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(?:input|textarea|select)$/i.test(event.target.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
  box.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) open(false);
  });
})();
