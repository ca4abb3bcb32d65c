// Search in the header: Pagefind's index, asked in folded words, fetched when the box is first used.
(() => {
  const here = document.currentScript?.src ?? "";
  const root = new URL("../", here || location.href);
  const words = WORDS;
  const [MOST, SHOWN] = [40, 12];
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

  let engine;
  const load = () => {
    engine ??= import(new URL("tim-kiem/pagefind.js", root).href)
      .then(async (pagefind) => {
        await pagefind.options({
          baseUrl: root.pathname, excerptLength: 0,
          ranking: { pageLength: 0, termFrequency: 0.2, termSaturation: 1.2, termSimilarity: 6 },
        });
        await pagefind.init();
        return pagefind;
      });
    engine.catch(() => { engine = undefined; });
    return engine;
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

  // Pagefind also finds what is only like the words: a page counts by how many of them it has, then by where they stand. A
  // title that has all of them, or has them in a row, or with the letters as they were typed, goes before others; what people
  // call the page, typed whole, before all. A document also has the first letters of its title's words: GPXD.
  const weighed = (result, data, query) => {
    const words = query.split(" ");
    const title = ` ${fold(data.meta.title)} `;
    const letters = isDocument(data) ? initials(title) : "";
    // the last word may still be in the typing
    const has = (text, word, index) =>
      text.includes(` ${word}${index < words.length - 1 ? " " : ""}`) || (word.length > 1 && letters.includes(word));
    const inTitle = words.every((word, index) => has(title, word, index));
    const place = title.indexOf(` ${query} `);
    const asTyped = data.meta.title.toLowerCase().includes(input.value.trim().normalize("NFC").toLowerCase());
    const share = place ? words.length / title.split(" ").length : 0; // of titles that begin alike none is the shorter
    const called = (place < 0 ? 1 : 2 + 1 / (1 + place)) * (asTyped ? 1.2 : 1) + share;
    const named = title === ` ${query} ` || data.meta.names.split("; ").some((name) => fold(name) === query);
    return {
      ...data.meta, url: data.url,
      has: words.filter((word, index) => has(` ${data.content} `, word, index)).length,
      score: Number(data.meta.weight) * (named ? 1e7 : inTitle ? 1e6 * called : result.score),
    };
  };

  const isDocument = ({ url }) => url.includes("/quy-trinh/");
  const initials = (title) => title.trim().split(" ").map((word) => word[0]).join("");

  // Of what is alike, documents stand by their codes, and of all else the latest first.
  const collator = new Intl.Collator("vi", { numeric: true });
  const byTitle = (a, b) => (isDocument(a) ? 1 : -1) * collator.compare(a.title, b.title);

  let asked = 0;
  const ask = async () => {
    const turn = ++asked;
    const query = fold(input.value);
    if (!query) return open(false);
    open(true);
    let found;
    try {
      const pagefind = await load();
      found = await pagefind.search(query, all.checked ? {} : { filters: { "hieu-luc": "co" } });
      if (turn !== asked) return;
      const best = await Promise.all(
        found.results.slice(0, MOST).map(async (result) => weighed(result, await result.data(), query)),
      );
      if (turn !== asked) return;
      const having = best.filter((page) => page.has).sort((a, b) => b.has - a.has || b.score - a.score || byTitle(a, b));
      show(having.slice(0, SHOWN), having.length < MOST ? having.length : found.results.length);
    } catch {
      if (turn === asked) show([], 0, words.unavailable);
    }
  };
  const show = (best, count, problem) => {
    list.replaceChildren(...best.map((page, index) => {
      const item = document.createElement("li");
      item.id = `sotay-found-${index}`;
      item.setAttribute("role", "option");
      const link = Object.assign(document.createElement("a"), { href: page.url, tabIndex: -1 });
      const title = Object.assign(document.createElement("strong"), { textContent: page.title });
      const about = Object.assign(document.createElement("span"), { textContent: page.about });
      link.append(title, about);
      item.append(link);
      return item;
    }));
    status.dataset.answers = input.value;
    status.textContent = problem ?? (count ? words.found.replace("{count}", count) : words.none);
    choose(best.length ? 0 : -1);
  };

  input.addEventListener("focus", () => load().catch(() => {}));
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
