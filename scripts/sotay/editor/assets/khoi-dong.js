// What Decap CMS does not do by itself: lists where a word may stand, numbers where words may, one address for one document; and
// over a forge, what the desk does by itself: a save changes what the person changed, and never writes over another's text.

// Each tab says which it is, so that the desk knows what it has before it: two of one person are as two people.
const fetched = window.fetch;
const tab = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
window.fetch = (where, asked) =>
  asked?.method === "POST" && new URL(where, location.href).pathname === "/bien-tap/api"
    ? fetched(where, { ...asked, headers: { ...asked.headers, "X-Sotay-Tab": tab } })
    : fetched(where, asked);

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
    else if (value.some?.((item) => typeof item === "string")) {
      const fields = value.map((item) => (typeof item === "string" ? field.clear().set(named, item) : item));
      const onChange = (next, ...rest) => next?.equals?.(fields) || props.onChange(next, ...rest);
      this.shown = { ...props, value: fields, onChange };
    } else this.shown = props;
    this.told = props;
  }

  // Decap saves no list in which it finds a number where its form has fields: it is given the fields when somebody begins to
  // write, and not before, for a form that nobody touched would say that its changes are not saved.
  give = ({ target }) => {
    const { value, onChange } = this.told;
    const numbers = value?.some?.((item) => typeof item === "string");
    if (numbers && this.shown.value !== value && target.closest?.("[class*=ControlPane]")) onChange(this.shown.value);
  };

  componentDidMount() {
    super.componentDidMount?.();
    for (const begins of ["focusin", "input"]) addEventListener(begins, this.give, true);
  }

  componentWillUnmount() {
    super.componentWillUnmount?.();
    for (const begins of ["focusin", "input"]) removeEventListener(begins, this.give, true);
  }
}
CMS.registerWidget("list", PartList, list.preview, list.schema);

// At a desk everybody has come in by its door: the editor has none of its own. Elsewhere there is no desk to save to.
const NO_DESK =
  "Biểu mẫu ở trang này chưa nối với nơi lưu. Hãy mở bàn biên tập (sotay desk open) và sửa ở đó. Kho đặt trên máy chủ git thì ghi repo_url và cách đăng nhập vào mkdocs.yml rồi dựng lại trang.";
const Door = createClass({
  getInitialState: () => ({ shut: false }),
  async componentDidMount() {
    const asked = { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"action":"info","params":{}}' };
    const answer = await fetch(this.props.config.backend.proxy_url, asked).catch(() => ({ ok: false }));
    if (answer.ok) this.props.onLogin({});
    else this.setState({ shut: true });
  },
  render() {
    return this.state.shut ? h("p", { role: "alert", style: { margin: "3rem auto", maxWidth: "40rem" } }, NO_DESK) : null;
  },
});

// What a document was when its form opened: every form has a text, which is shown the document before anybody changes it.
const given = new Map();
const opened = new Map();
let saying;
const text = CMS.getWidget("markdown");
class Text extends text.control {
  render() {
    const [path, raw] = [this.props.entry?.get("path"), this.props.entry?.get("raw")];
    if (raw && given.get(path) === raw && opened.get(path)?.raw !== raw)
      opened.set(path, { raw, values: this.props.entry.get("data").toJS() });
    return super.render();
  }
}
CMS.registerWidget("markdown", Text, text.preview, text.schema);

const STALE =
  "Có người vừa lưu bản khác của tài liệu này. Chưa lưu đè: hãy chép lại chỗ anh, chị đã sửa, tải lại trang để thấy bản mới, rồi sửa tiếp.";

function faithful(forge) {
  const { getEntry, unpublishedEntryDataFile, persistEntry } = forge;
  forge.getEntry = async (path) => {
    const entry = await getEntry.call(forge, path);
    given.set(path, entry.data);
    return entry;
  };
  forge.unpublishedEntryDataFile = async (collection, slug, path, id) => {
    const raw = await unpublishedEntryDataFile.call(forge, collection, slug, path, id);
    given.set(path, raw);
    return raw;
  };

  async function current(collection, slug, path) {
    try {
      const { diffs } = await forge.unpublishedEntry({ collection, slug });
      const file = diffs.find((diff) => diff.path === path);
      if (file) return await unpublishedEntryDataFile.call(forge, collection, slug, path, file.id);
    } catch (error) {
      if (!error.notUnderEditorialWorkflow) throw error;
    }
    return (await getEntry.call(forge, path)).data;
  }

  forge.persistEntry = async (entry, options) => {
    const [file] = entry.dataFiles;
    const was = options.newEntry ? { raw: "", values: {} } : opened.get(file.path);
    if (was?.raw && (await current(options.collectionName, file.slug, file.path)) !== was.raw) {
      alert(STALE); // what Decap says of an error goes away before it is read
      throw new Error(STALE);
    }
    const values = saying;
    const order = [...file.raw.matchAll(/^([\w-]+):/gm)].map(([, name]) => name);
    const raw = was ? Faithful.laid(was.raw, was.values, values, order) : file.raw;
    const saved = await persistEntry.call(forge, { ...entry, dataFiles: [{ ...file, raw }] }, options);
    const path = file.newPath ?? file.path;
    given.set(path, raw);
    opened.set(path, { raw, values });
    return saved;
  };
  return forge;
}

function put(name, change) {
  const backend = CMS.getBackend(name);
  const { init } = backend;
  backend.init = (...told) => change(init(...told));
}
put("proxy", (desk) => Object.assign(desk, { authComponent: () => Door }));
for (const name of ["github", "gitlab", "forgejo"]) put(name, faithful);

// What the browser kept of a form that was closed unsaved would stand in the form until the text as it is now comes, or be saved over
// what others wrote meanwhile: it is laid beside the form, to copy from, until whoever wrote it lets it go.
const entry = (address) => /#\/collections\/([^/]+)\/entries\/([^?]+)/.exec(address);
const unsaved = () => `sotay-unsaved ${entry(location.href)?.[0]}`;
const box = document.createElement("section");
function lay() {
  const left = localStorage.getItem(unsaved());
  box.remove();
  if (!left) return;
  const words = Object.assign(document.createElement("p"), {
    textContent:
      "Anh, chị đóng biểu mẫu này khi chưa lưu. Bản viết dở còn đây; biểu mẫu có bản mới nhất. Hãy chép lại phần cần dùng rồi bỏ bản này.",
  });
  const text = Object.assign(document.createElement("textarea"), { value: left, readOnly: true, rows: 12 });
  text.setAttribute("aria-label", "Bản viết dở chưa lưu");
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Bỏ bản viết dở" });
  button.addEventListener("click", () => {
    localStorage.removeItem(unsaved());
    box.remove();
  });
  Object.assign(box.style, {
    position: "fixed", right: "1rem", bottom: "1rem", zIndex: "1000", width: "min(32rem, 90vw)", padding: "1rem",
    background: "#fff", color: "#000", border: "2px solid #b45309", font: "16px/1.4 sans-serif",
  });
  Object.assign(text.style, { width: "100%", margin: "0.5rem 0", font: "14px/1.4 monospace" });
  box.replaceChildren(words, text, button);
  document.body.append(box);
}
lay();
addEventListener("hashchange", lay);

function takeOver([, collection, slug]) {
  const asked = indexedDB.open("localforage");
  asked.onsuccess = () => {
    const change = asked.result.transaction("keyvaluepairs", "readwrite");
    const all = change.objectStore("keyvaluepairs");
    const key = `backup.${collection}.${decodeURIComponent(slug)}`;
    all.get(key).onsuccess = ({ target }) => {
      if (target.result) localStorage.setItem(unsaved(), target.result.raw);
      all.delete(key);
    };
    change.oncomplete = () => location.reload();
  };
}
const { confirm } = window;
window.confirm = (words) => {
  const shown = entry(location.href);
  if (!shown || words !== CMS.getLocale("vi").editor.editor.confirmLoadBackup) return confirm.call(window, words);
  takeOver(shown);
  return true; // no would throw it away at once
};

// A sign-in leads away and back to the editor's first page: from there on to where the person was going.
const GOING = "sotay-going";
if (new URLSearchParams(location.search).has("code")) location.hash = sessionStorage.getItem(GOING) ?? "";
else sessionStorage.setItem(GOING, location.hash);

// A link to an empty form was written when the site was built: its day is the one on which it is followed.
const filled = () => {
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  if (location.hash.includes("=hom-nay")) location.replace(location.hash.replaceAll("=hom-nay", `=${day}`));
};
filled();
addEventListener("hashchange", filled);

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
      saying = data.toJS();
      return data;
    },
  });

  // An address typed or followed from one document to another would show the new address over the old document.
  addEventListener("hashchange", ({ oldURL, newURL }) => {
    const [left, entered] = [entry(oldURL)?.[0], entry(newURL)?.[0]];
    if (left && entered && left !== entered) location.reload();
  });
})();
