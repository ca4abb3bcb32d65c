// What Decap CMS does not do by itself: lists where a word may stand, numbers where words may, and one address for one document.

// A list whose place may hold words ("không nêu"), and whose items may be a number alone (72/2020/QH14) where others have fields:
// it is shown as fields; what nobody touches stays as it was.
const list = CMS.getWidget("list");
class PartList extends list.control {
  get props() {
    return this.shown;
  }

  set props(props) {
    const { field, value } = props;
    const named = field.get("fields")?.first()?.get("name");
    if (!named || !value) this.shown = props;
    else if (typeof value === "string") this.shown = { ...props, value: field.get("fields").clear() };
    else if (value.some?.((item) => typeof item === "string"))
      this.shown = {
        ...props,
        value: value.map((item) => (typeof item === "string" ? field.clear().set(named, item) : item)),
      };
    else this.shown = props;
  }
}
CMS.registerWidget("list", PartList, list.preview, list.schema);

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
