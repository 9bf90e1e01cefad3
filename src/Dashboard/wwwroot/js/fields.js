// <text-field>, the browser's half of TextField.razor: the field's text is what was typed here; drafts are kept until they are saved.
(() => {
  const prefix = 'mlops-draft:';
  const keptFor = 30 * 24 * 3600 * 1000;
  // Another tab that kept nothing for so long is taken for gone, though it never said that it left.
  const silentFor = 5 * 60 * 1000;
  const tab = (() => { try { return sessionStorage.mlopsTab ??= Math.random().toString(36).slice(2); } catch { return 'one'; } })();
  const storage = {
    read(key) { try { return JSON.parse(localStorage.getItem(prefix + key)); } catch { return null; } },
    // A full or forbidden storage keeps no drafts; typing goes on.
    write(key, draft) { try { localStorage.setItem(prefix + key, JSON.stringify(draft)); } catch { } },
    forget(key) { try { localStorage.removeItem(prefix + key); } catch { } },
    keys() { try { return Object.keys(localStorage).filter(k => k.startsWith(prefix)).map(k => k.slice(prefix.length)); } catch { return []; } },
  };
  // Each tab has its own draft of a text; one of a tab that is gone is taken over.
  const drafts = {
    own: key => `${key}#${tab}`,
    find(key) {
      const own = drafts.own(key);
      const from = storage.read(own) ? own : storage.keys().filter(k => k.startsWith(`${key}#`) && drafts.isLeft(storage.read(k))).sort((a, b) => storage.read(b).at - storage.read(a).at)[0];
      if (!from) return null;
      const draft = { ...storage.read(from), left: false };
      storage.forget(from);
      storage.write(own, draft);
      return draft;
    },
    isLeft: draft => draft && (draft.left || Date.now() - draft.at > silentFor),
  };
  addEventListener('pagehide', () => {
    for (const key of storage.keys().filter(k => k.endsWith(`#${tab}`))) storage.write(key, { ...storage.read(key), left: true });
  });
  for (const key of storage.keys()) if (!(Date.now() - storage.read(key)?.at < keptFor)) storage.forget(key);

  class TextField extends HTMLElement {
    static observedAttributes = ['version'];

    // The field inside comes with the same drawing, after this element.
    connectedCallback() { queueMicrotask(() => this.begin()); }

    attributeChangedCallback() {
      const text = this.getAttribute('text') ?? '';
      if (!this.box || this.box.value === text) return;
      if (this.typing && document.activeElement === this.box) this.report('input');
      else this.box.value = text;
    }

    begin() {
      if (this.box || !this.isConnected) return;
      this.box = this.querySelector('input, textarea');
      this.box.addEventListener('input', () => { this.typing = this.touched = true; this.keep(); });
      this.box.addEventListener('change', () => { this.typing = false; });
      this.box.addEventListener('blur', () => { this.typing = false; });
      const draft = this.draft && drafts.find(this.draft);
      if (draft && draft.text !== this.box.value) {
        this.box.value = draft.text;
        this.dispatchEvent(new CustomEvent('draftfound', { bubbles: true, detail: { text: draft.text, base: draft.base } }));
      }
      if (this.hasAttribute('focus')) requestAnimationFrame(() => this.box.focus());
    }

    get draft() { return this.getAttribute('draft'); }

    keep() {
      if (!this.draft) return;
      const base = this.getAttribute('base') ?? '';
      if (this.box.value === base) storage.forget(drafts.own(this.draft));
      else storage.write(drafts.own(this.draft), { text: this.box.value, base, at: Date.now() });
    }

    report(event) { this.box.dispatchEvent(new Event(event, { bubbles: true })); }

    // What was typed while nobody heard it. A field that tells only when it is left tells then.
    retell() {
      if (!this.touched) return;
      if (this.hasAttribute('live')) this.report('input');
      else if (!this.typing) this.report('change');
    }
  }

  Blazor.registerCustomEventType('draftfound', { createEventArgs: e => e.detail });
  customElements.define('text-field', TextField);
  document.addEventListener('components-reconnect-state-changed', e => {
    if (e.detail?.state === 'hide') for (const field of document.querySelectorAll('text-field')) field.retell();
  }, true);

  Object.assign(window.mlops, {
    show: id => document.getElementById(id)?.scrollIntoView({ block: "center" }),
    hasDraft: key => drafts.find(key) !== null,
    forgetDrafts: keys => keys.forEach(key => storage.forget(drafts.own(key))),
  });
})();
