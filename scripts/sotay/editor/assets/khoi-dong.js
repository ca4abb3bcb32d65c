// What Decap CMS does not do by itself: numbers where words may stand too, and one address for one document.
(async () => {
  const numbers = await (await fetch("so.json")).json();

  CMS.registerEventListener({
    name: "preSave",
    handler: ({ entry }) => {
      let data = entry.get("data");
      for (const field of numbers[entry.get("collection")] || []) {
        const said = data.get(field);
        if (typeof said === "string" && /^[0-9]+$/.test(said)) data = data.set(field, Number(said));
      }
      return data;
    },
  });

  // An address typed or followed from one document to another would show the new address over the old document.
  const entry = (address) => /#\/collections\/[^/]+\/entries\/.+/.exec(address)?.[0];
  addEventListener("hashchange", ({ oldURL, newURL }) => {
    const [left, entered] = [entry(oldURL), entry(newURL)];
    if (left && entered && left !== entered) location.reload();
  });
})();
