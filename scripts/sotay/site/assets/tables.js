// Tables whose heads name a kind of cell (data-sort) are sorted by a press on a head; one whose head has data-filter (the
// words for "all") is filtered by what the cells below say. Tables that scroll sideways are reached by the keyboard. Without
// this script a table is whole, in its own order.
(() => {
  "use strict";

  const SEPARATOR = "; ";
  const collator = new Intl.Collator("vi", { numeric: true });

  const words = (row, place) => row.cells[place].textContent.trim();

  // Return what a cell is sorted by; null where it says nothing.
  const KEYS = {
    number: (text) => {
      const found = text.match(/-?\d+(?:,\d+)?/);
      return found && parseFloat(found[0].replace(",", "."));
    },
    date: (text) => {
      const found = text.match(/(\d{1,2})\/(\d{1,2})\/(\d{4})/);
      return found && Number(found[3]) * 10000 + Number(found[2]) * 100 + Number(found[1]);
    },
    text: (text) => text || null,
  };

  const compare = (left, right) =>
    typeof left === "number" ? left - right : collator.compare(left, right);

  // Empty cells stand last, whichever way; rows that are alike keep their order.
  const sort = (body, place, kind, sign) => {
    const rows = Array.from(body.rows, (row) => ({ row, key: KEYS[kind](words(row, place)) }));
    rows.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      return sign * compare(a.key, b.key);
    });
    body.append(...rows.map(({ row }) => row));
  };

  const makeSortable = (head, heads, body) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sotay-sort";
    button.append(...head.childNodes);
    head.append(button);
    head.scope = "col";
    button.addEventListener("click", () => {
      const descending = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sort(body, head.cellIndex, head.dataset.sort, descending ? -1 : 1);
    });
  };

  const makeFilter = (head, table, body) => {
    const place = head.cellIndex;
    const named = (row) => words(row, place).split(SEPARATOR).filter(Boolean);
    const names = [...new Set(Array.from(body.rows).flatMap(named))].sort(collator.compare);
    const label = document.createElement("label");
    const select = document.createElement("select");
    const count = document.createElement("output");
    const filter = () => {
      let shown = 0;
      for (const row of body.rows) {
        row.hidden = select.value !== "" && !named(row).includes(select.value);
        shown += !row.hidden;
      }
      count.textContent = `${shown}/${body.rows.length}`;
    };
    select.add(new Option(head.dataset.filter, ""));
    for (const name of names) select.add(new Option(name, name));
    label.className = "sotay-filter";
    label.append(`${head.textContent.trim()}: `, select, " ", count);
    (table.closest(".md-typeset__scrollwrap") ?? table).before(label); // the theme lays the frame before or after this
    select.addEventListener("change", filter);
    filter();
  };

  const FRAMES = ".md-typeset__scrollwrap, .md-typeset table";
  const HEADINGS = "article :is(h1, h2, h3, h4)[id]";

  // A table that is wider than its frame scrolls in it: the keyboard then reaches the frame, named by the heading above.
  const reach = () => {
    const headings = Array.from(document.querySelectorAll(HEADINGS));
    for (const frame of document.querySelectorAll(FRAMES)) {
      const wide = frame.scrollWidth > frame.clientWidth && getComputedStyle(frame).overflowX !== "visible";
      const above = (heading) => heading.compareDocumentPosition(frame) & Node.DOCUMENT_POSITION_FOLLOWING;
      const heading = headings.findLast(above);
      frame.toggleAttribute("tabindex", wide);
      if (wide) frame.tabIndex = 0;
      if (frame.matches("table")) continue; // a region would be a table no more
      if (wide) frame.setAttribute("role", "region");
      else frame.removeAttribute("role");
      if (wide && heading) frame.setAttribute("aria-labelledby", heading.id);
      else frame.removeAttribute("aria-labelledby");
    }
  };

  const start = () => {
    for (const table of document.querySelectorAll("table")) {
      const heads = Array.from(table.querySelectorAll("th[data-sort]"));
      const body = table.tBodies[0];
      if (!heads.length || !body) continue;
      for (const head of heads) {
        if ("filter" in head.dataset) makeFilter(head, table, body);
        makeSortable(head, heads, body);
      }
    }
  };

  // By then the theme has laid its frames; a window turned or a section opened changes what is wide.
  addEventListener("load", reach);
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
