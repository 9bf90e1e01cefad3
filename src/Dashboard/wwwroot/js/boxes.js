// Draws, moves and resizes boxes over a picture. What is drawn is the browser's until the server has it: it is kept in the browser's storage first, and sent
// again after a lost connection or a reload.
const svgNamespace = 'http://www.w3.org/2000/svg';
const prefix = 'mlops-boxes:';
const keptFor = 30 * 24 * 3600 * 1000;
const retryAfter = 2000;
// Pixels of the screen: what is dragged less was a click; a box with a shorter side can't be seen.
const click = 4;
const handle = 9;
const smallest = 2;
const mostZoom = 40;
// A message of a page is 32 KB at most; more goes in parts.
const mostAtOnce = 20_000;
const sides = [['nw', 0, 0], ['n', .5, 0], ['ne', 1, 0], ['e', 1, .5], ['se', 1, 1], ['s', .5, 1], ['sw', 0, 1], ['w', 0, .5]];

const storage = {
  read(key) { try { return JSON.parse(localStorage.getItem(prefix + key)); } catch { return null; } },
  // A full or forbidden storage keeps nothing; what is drawn is sent at once all the same.
  write(key, value) { try { localStorage.setItem(prefix + key, JSON.stringify(value)); } catch { } },
  forget(key) { try { localStorage.removeItem(prefix + key); } catch { } },
  keys() { try { return Object.keys(localStorage).filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length)); } catch { return []; } },
};
for (const key of storage.keys()) if (!(Date.now() - storage.read(key)?.at < keptFor)) storage.forget(key);

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const round = value => Math.round(value * 100) / 100;
const area = box => Math.max(0, box.x2 - box.x1) * Math.max(0, box.y2 - box.y1);
const same = (one, other) => one.c === other.c && ['x1', 'y1', 'x2', 'y2'].every(side => Math.abs(one[side] - other[side]) < .005);
const overlap = (one, other) => {
  const inner = area({ x1: Math.max(one.x1, other.x1), y1: Math.max(one.y1, other.y1), x2: Math.min(one.x2, other.x2), y2: Math.min(one.y2, other.y2) });
  return inner / (area(one) + area(other) - inner);
};

function element(name, attributes = {}, text = null) {
  const made = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== null) made.textContent = text;
  return made;
}

class BoxEditor {
  constructor(stage, toolbar, server, version, words) {
    Object.assign(this, { stage, toolbar, server, version, words, states: new Map(), pointers: new Map(), drawn: new Map(), zoom: 1, pan: { x: 0, y: 0 } });
    this.root = stage.closest('[data-label-page]');
    this.canvas = document.createElement('div');
    this.canvas.className = 'box-canvas';
    this.picture = document.createElement('img');
    this.picture.draggable = false;
    this.svg = element('svg', { preserveAspectRatio: 'none' });
    this.canvas.append(this.picture, this.svg);
    stage.append(this.canvas);
    this.life = new AbortController();
    const on = (target, type, heard, options = {}) => target.addEventListener(type, heard, { signal: this.life.signal, ...options });
    on(this.root, 'keydown', e => this.key(e), { capture: true });
    on(stage, 'pointerdown', e => this.down(e));
    on(stage, 'pointermove', e => this.move(e));
    for (const end of ['pointerup', 'pointercancel']) on(stage, end, e => this.up(e));
    on(stage, 'wheel', e => this.wheel(e), { passive: false });
    on(stage, 'focusin', e => this.focused(e));
    on(toolbar, 'click', e => this.command(e.target.closest('[data-command]')?.dataset.command));
    on(window, 'beforeunload', e => { if (this.isUnsent && storage.keys().length === 0) e.preventDefault(); });
    on(document, 'components-reconnect-state-changed', e => { if (e.detail?.state === 'hide') this.flush(); }, { capture: true });
    this.sized = new ResizeObserver(() => this.draw());
    this.sized.observe(stage);
    this.sendLeft();
  }

  get state() { return this.states.get(this.path); }
  get selected() { return this.state?.boxes.find(box => box.id === this.selectedId); }
  get isUnsent() { return [...this.states.values()].some(state => state.dirty); }

  /// Shows a picture with what the server has of it; boxes that it does not have yet stay.
  show(shown) {
    const other = this.path !== shown.path;
    if (other) this.before = this.path;
    this.path = shown.path;
    this.shown = shown;
    let state = this.state;
    if (!state) {
      state = { boxes: this.numbered(shown.boxes), seen: shown.seen, undo: [], redo: [], dirty: false };
      this.states.set(shown.path, state);
      const left = storage.read(this.keyOf(shown.path));
      if (left) Object.assign(state, { boxes: this.numbered(left.boxes), seen: left.seen, dirty: true });
    } else if (!state.dirty && shown.seen > state.seen) {
      Object.assign(state, { boxes: this.numbered(shown.boxes), seen: shown.seen, undo: [], redo: [] });
    }
    this.dismissed = other ? new Set() : this.dismissed ?? new Set();
    if (other) {
      this.selectedId = null;
      this.zoom = 1;
      this.pan = { x: 0, y: 0 };
      this.picture.className = shown.asStored ? 'is-as-stored' : '';
    }
    if (this.picture.getAttribute('src') !== shown.source) this.picture.src = shown.source;
    this.picture.alt = shown.path;
    this.svg.setAttribute('viewBox', `0 0 ${shown.width} ${shown.height}`);
    this.draw();
    this.flush();
  }

  /// The class of the selected box, and of boxes to come.
  give(c) {
    this.chosen = c;
    if (!this.selected) return;
    const box = this.selected;
    if (box.c !== c) this.change(() => { box.c = c; });
  }

  choose(c) { this.chosen = c; }

  confirm() {
    if (!this.state) return;
    this.state.dirty = true;
    this.keep(this.path);
    this.flush();
  }

  /// Both keep what one of them saw: mine stays and is sent over the other.
  mine(path, seen) {
    const state = this.states.get(path);
    if (!state) return;
    Object.assign(state, { seen, conflict: false, dirty: true });
    this.keep(path);
    this.flush();
  }

  theirs(path, boxes, seen) {
    const state = this.states.get(path) ?? {};
    Object.assign(state, { boxes: this.numbered(boxes), seen, conflict: false, dirty: false, undo: [], redo: [] });
    this.states.set(path, state);
    storage.forget(this.keyOf(path));
    this.draw();
  }

  /// Forgets what it knows: all that was drawn was saved as a version, or given up.
  forget() {
    for (const path of this.states.keys()) storage.forget(this.keyOf(path));
    this.states.clear();
    this.path = null;
  }

  /// Whether the server has everything, once what is on its way has arrived.
  async settled() {
    await this.flush();
    return !this.isUnsent;
  }

  dispose() {
    clearTimeout(this.retry);
    this.sized.disconnect();
    this.life.abort();
    this.canvas.remove();
  }

  numbered(boxes) { return boxes.map(box => ({ ...box, id: this.newId() })); }
  newId() { return (this.ids = (this.ids ?? 0) + 1); }
  keyOf(path) { return `${this.version}:${path}`; }
  copyOf(boxes) { return boxes.map(box => ({ ...box })); }

  // What an earlier page drew and the server never heard of.
  async sendLeft() {
    for (const key of storage.keys().filter(key => key.startsWith(`${this.version}:`))) {
      const path = key.slice(this.version.length + 1);
      const left = storage.read(key);
      if (!left || this.states.has(path)) continue;
      this.states.set(path, { boxes: this.numbered(left.boxes), seen: left.seen, undo: [], redo: [], dirty: true });
    }
    await this.flush();
  }

  keep(path) {
    const state = this.states.get(path);
    storage.write(this.keyOf(path), { boxes: state.boxes, seen: state.seen, at: Date.now() });
  }

  change(how) {
    const state = this.state;
    state.undo.push(this.copyOf(state.boxes));
    state.redo = [];
    how(state);
    this.changed();
  }

  changed() {
    Object.assign(this.state, { dirty: true, conflict: false });
    this.keep(this.path);
    this.draw();
    this.flush();
  }

  // One at a time, the newest of each picture; what fails is tried again.
  flush() {
    this.flushing ??= this.send().finally(() => { this.flushing = null; this.tell(); });
    return this.flushing;
  }

  async send() {
    clearTimeout(this.retry);
    for (;;) {
      const next = [...this.states].find(([, state]) => state.dirty && !state.conflict);
      if (!next) return;
      const [path, state] = next;
      this.tell('sending');
      const sent = this.copyOf(state.boxes);
      const text = JSON.stringify(sent.map(({ c, x1, y1, x2, y2, area, flags }) => ({ c, x1, y1, x2, y2, area, flags })));
      let answer;
      try {
        let from = 0;
        for (; text.length - from > mostAtOnce; from += mostAtOnce) await this.server.invokeMethodAsync('AddBoxes', text.slice(from, from + mostAtOnce), from === 0);
        answer = await this.server.invokeMethodAsync('SaveBoxes', path, text.slice(from), state.seen);
      } catch {
        if (!this.life.signal.aborted) this.retry = setTimeout(() => this.flush(), retryAfter);
        return;
      }
      if (answer.revision === null) {
        state.conflict = true;
        continue;
      }
      state.seen = answer.revision;
      if (JSON.stringify(sent) === JSON.stringify(state.boxes)) {
        state.dirty = false;
        storage.forget(this.keyOf(path));
      } else {
        this.keep(path);
      }
    }
  }

  tell(now) {
    const word = now ?? (this.isUnsent ? 'unsent' : 'saved');
    const line = this.toolbar.querySelector('[data-saved]');
    if (line && line.dataset.saved !== word) {
      line.dataset.saved = word;
      line.textContent = this.words[word];
    }
  }

  command(name) {
    const acts = {
      undo: () => this.step('undo', 'redo'), redo: () => this.step('redo', 'undo'), remove: () => this.remove(), copy: () => this.copy(), add: () => this.add(),
      accept: () => this.accept(), in: () => this.zoomBy(1.5), out: () => this.zoomBy(1 / 1.5), fit: () => this.fit(),
    };
    if (!this.state || !acts[name]) return false;
    acts[name]();
    return true;
  }

  step(from, to) {
    const state = this.state;
    if (!state[from].length) return;
    state[to].push(this.copyOf(state.boxes));
    state.boxes = state[from].pop();
    if (!this.selected) this.selectedId = null;
    this.changed();
  }

  remove() {
    const box = this.selected;
    if (!box) return;
    this.change(state => { state.boxes = state.boxes.filter(other => other !== box); });
    this.selectedId = null;
    this.root.focus({ preventScroll: true });
    this.draw();
  }

  // Of the picture before: those that are not here already.
  copy() {
    const from = this.states.get(this.before);
    if (!from) return;
    const { width, height } = this.shown;
    const copies = from.boxes.map(box => this.within({ ...box, id: this.newId() }, width, height)).filter(box => area(box) > 0 && !this.state.boxes.some(other => same(other, box)));
    if (copies.length) this.change(state => { state.boxes.push(...copies); });
  }

  // For whoever draws without a mouse: a box in the middle of what is seen.
  add() {
    const { width, height } = this.shown;
    const seen = this.view();
    const [w, h] = [(seen.x2 - seen.x1) / 4, (seen.y2 - seen.y1) / 4];
    const [x, y] = [(seen.x1 + seen.x2) / 2, (seen.y1 + seen.y2) / 2];
    const box = this.within({ id: this.newId(), c: this.chosen ?? 0, x1: x - w / 2, y1: y - h / 2, x2: x + w / 2, y2: y + h / 2, flags: 0 }, width, height);
    this.change(state => { state.boxes.push(box); });
    this.select(box.id);
  }

  accept(one = null) {
    const proposals = one ? [one] : this.proposals();
    if (!proposals.length) return;
    const accepted = proposals.map(({ c, x1, y1, x2, y2 }) => ({ id: this.newId(), c, x1, y1, x2, y2, flags: 0 }));
    this.change(state => { state.boxes.push(...accepted.map(box => this.within(box, this.shown.width, this.shown.height))); });
    if (one) this.select(accepted[0].id);
  }

  // What is there already is not proposed.
  proposals() {
    return (this.shown?.proposals ?? []).filter((proposal, i) => !this.dismissed.has(i) && !this.state.boxes.some(box => box.c === proposal.c && overlap(box, proposal) > .5));
  }

  within(box, width, height) {
    const [x1, x2] = [box.x1, box.x2].map(x => round(clamp(x, 0, width)));
    const [y1, y2] = [box.y1, box.y2].map(y => round(clamp(y, 0, height)));
    return { ...box, x1, y1, x2, y2, area: round((x2 - x1) * (y2 - y1)) };
  }

  select(id) {
    this.selectedId = id;
    this.draw();
    this.drawn.get(id)?.focus({ preventScroll: true });
    const box = this.selected;
    if (box && this.chosen !== box.c) {
      this.chosen = box.c;
      this.server.invokeMethodAsync('Choose', box.c).catch(() => { });
    }
  }

  focused(e) {
    const id = Number(e.target.closest?.('[data-box]')?.dataset.box);
    if (id && id !== this.selectedId) this.select(id);
  }

  key(e) {
    const control = e.ctrlKey || e.metaKey;
    if (!this.state || e.altKey || e.target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, .mud-dialog')) return;
    const pressed = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    const proposal = e.target.closest('[data-proposal]');
    const act = () => {
      if (control && pressed === 'z') return this.command(e.shiftKey ? 'redo' : 'undo');
      if (control && pressed === 'y') return this.command('redo');
      if (pressed.startsWith('Arrow')) return this.selected ? this.nudge(pressed, e.shiftKey, control) : this.zoom > 1 && this.panBy(pressed);
      if (control) return false;
      if (proposal && ['Enter', ' '].includes(pressed)) return this.accept(this.shown.proposals[Number(proposal.dataset.proposal)]), true;
      if (proposal && ['Delete', 'Backspace'].includes(pressed)) return this.dismissed.add(Number(proposal.dataset.proposal)), this.root.focus({ preventScroll: true }), this.draw(), true;
      if (/^[0-9]$/.test(pressed)) {
        const c = (Number(pressed) + 9) % 10;
        if (c < this.shown.names.length) {
          this.give(c);
          this.server.invokeMethodAsync('Choose', c).catch(() => { });
        }
        return true;
      }
      const commands = { n: 'add', c: 'copy', a: 'accept', Delete: 'remove', Backspace: 'remove', '+': 'in', '=': 'in', '-': 'out', f: 'fit' };
      if (commands[pressed]) return this.command(commands[pressed]);
      if (pressed === 'Escape' && (this.selectedId || this.drag)) {
        this.drag = null;
        this.selectedId = null;
        this.root.focus({ preventScroll: true });
        this.draw();
        return true;
      }
      return false;
    };
    if (!act()) return;
    e.preventDefault();
    e.stopPropagation();
  }

  // Arrows move by a hundredth of the picture, with Shift they move the right and lower side, with Control by a pixel.
  nudge(arrow, resizes, finely) {
    const { width, height } = this.shown;
    const step = finely ? 1 : Math.max(1, Math.round(Math.max(width, height) / 100));
    const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[arrow];
    const box = this.selected;
    const moved = resizes
      ? { ...box, x2: Math.max(box.x1 + 1, box.x2 + dx), y2: Math.max(box.y1 + 1, box.y2 + dy) }
      : this.moved(box, dx, dy);
    this.change(() => Object.assign(box, this.within(moved, width, height)));
    return true;
  }

  panBy(arrow) {
    const step = Math.round(this.stage.clientWidth / 8);
    const [dx, dy] = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[arrow];
    this.pan = { x: this.pan.x + dx, y: this.pan.y + dy };
    this.hold();
    return true;
  }

  moved(box, dx, dy) {
    const { width, height } = this.shown;
    const x = clamp(dx, -box.x1, Math.max(-box.x1, width - box.x2));
    const y = clamp(dy, -box.y1, Math.max(-box.y1, height - box.y2));
    return { ...box, x1: box.x1 + x, x2: box.x2 + x, y1: box.y1 + y, y2: box.y2 + y };
  }

  // Of the fitted picture: where it lies in the stage, and how many pixels of the screen one of its pixels takes.
  fitted() {
    const { clientWidth: w, clientHeight: h } = this.stage;
    const scale = Math.min(w / this.shown.width, h / this.shown.height);
    return { scale, x: (w - this.shown.width * scale) / 2, y: (h - this.shown.height * scale) / 2 };
  }

  view() {
    const fitted = this.fitted();
    const scale = fitted.scale * this.zoom;
    const [x, y] = [(-fitted.x - this.pan.x) / scale, (-fitted.y - this.pan.y) / scale];
    return {
      x1: Math.max(0, x), y1: Math.max(0, y),
      x2: Math.min(this.shown.width, x + this.stage.clientWidth / scale), y2: Math.min(this.shown.height, y + this.stage.clientHeight / scale),
    };
  }

  at(e) {
    const rect = this.svg.getBoundingClientRect();
    return { x: (e.clientX - rect.left) / rect.width * this.shown.width, y: (e.clientY - rect.top) / rect.height * this.shown.height };
  }

  zoomBy(factor, at = null) {
    const rect = this.stage.getBoundingClientRect();
    const fitted = this.fitted();
    const box = this.selected;
    const shownAt = (pixel, side) => pixel * fitted.scale * this.zoom + fitted[side] + this.pan[side];
    const point = at ? { x: at.clientX - rect.left, y: at.clientY - rect.top }
      : box ? { x: shownAt((box.x1 + box.x2) / 2, 'x'), y: shownAt((box.y1 + box.y2) / 2, 'y') }
      : { x: rect.width / 2, y: rect.height / 2 };
    const zoom = clamp(this.zoom * factor, 1, mostZoom);
    const by = zoom / this.zoom;
    this.pan = { x: point.x - fitted.x - (point.x - fitted.x - this.pan.x) * by, y: point.y - fitted.y - (point.y - fitted.y - this.pan.y) * by };
    this.zoom = zoom;
    this.hold();
  }

  fit() {
    this.zoom = 1;
    this.hold();
  }

  // The picture can't be moved out of sight.
  hold() {
    const { scale } = this.fitted();
    for (const [side, size, room] of [['x', this.shown.width, this.stage.clientWidth], ['y', this.shown.height, this.stage.clientHeight]]) {
      const [whole, fit] = [size * scale * this.zoom, (room - size * scale) / 2];
      this.pan[side] = whole <= room ? (room - whole) / 2 - fit : clamp(this.pan[side], room - whole - fit, -fit);
    }
    this.draw();
  }

  wheel(e) {
    // Whoever only scrolls by reads the page.
    if (!this.state || !(e.ctrlKey || this.root.contains(document.activeElement))) return;
    e.preventDefault();
    this.zoomBy(Math.exp(-e.deltaY / 400), e);
  }

  down(e) {
    if (!this.state || (e.button !== 0 && e.button !== 1)) return;
    e.preventDefault();
    this.stage.setPointerCapture(e.pointerId);
    this.pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
    if (this.pointers.size === 2) {
      this.drag = { kind: 'pinch' };
      this.draw();
      return;
    }
    const at = this.at(e);
    const grip = e.target.closest?.('[data-side]');
    const on = e.target.closest?.('[data-box]');
    const proposal = e.target.closest?.('[data-proposal]');
    const start = { from: at, screen: { x: e.clientX, y: e.clientY } };
    if (e.button === 1) this.drag = { ...start, kind: 'pan' };
    else if (grip && this.selected) this.drag = { ...start, kind: 'resize', side: grip.dataset.side, box: this.selected, was: { ...this.selected } };
    else if (on && Number(on.dataset.box) === this.selectedId) this.drag = { ...start, kind: 'move', box: this.selected, was: { ...this.selected } };
    else this.drag = { ...start, kind: 'draw', on: on ? Number(on.dataset.box) : null, proposal: proposal ? Number(proposal.dataset.proposal) : null };
    if (!on) this.root.focus({ preventScroll: true });
  }

  move(e) {
    const held = this.pointers.get(e.pointerId);
    if (!held || !this.drag) return;
    const others = [...this.pointers].filter(([id]) => id !== e.pointerId).map(([, point]) => point);
    if (this.drag.kind === 'pinch' && others.length) {
      const [other] = others;
      const span = point => Math.hypot(point.x - other.x, point.y - other.y);
      const now = { x: e.clientX, y: e.clientY };
      this.zoomBy(span(now) / Math.max(1, span(held)), { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
      this.pan = { x: this.pan.x + (now.x - held.x) / 2, y: this.pan.y + (now.y - held.y) / 2 };
      this.pointers.set(e.pointerId, now);
      this.hold();
      return;
    }
    const drag = this.drag;
    const at = this.at(e);
    const { width, height } = this.shown;
    if (drag.kind === 'pan') {
      this.pan = { x: this.pan.x + e.clientX - held.x, y: this.pan.y + e.clientY - held.y };
      this.pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
      this.hold();
    } else if (Math.hypot(e.clientX - drag.screen.x, e.clientY - drag.screen.y) >= click || drag.begun) {
      drag.begun = true;
      const [dx, dy] = [at.x - drag.from.x, at.y - drag.from.y];
      if (drag.kind === 'move') drag.now = this.within(this.moved(drag.was, dx, dy), width, height);
      else if (drag.kind === 'resize') drag.now = this.resized(drag.was, drag.side, dx, dy);
      else drag.now = this.within({ x1: Math.min(drag.from.x, at.x), y1: Math.min(drag.from.y, at.y), x2: Math.max(drag.from.x, at.x), y2: Math.max(drag.from.y, at.y), c: this.chosen ?? 0, flags: 0 }, width, height);
      this.draw();
    }
  }

  resized(was, side, dx, dy) {
    const box = { ...was };
    if (side.includes('w')) box.x1 += dx;
    if (side.includes('e')) box.x2 += dx;
    if (side.includes('n')) box.y1 += dy;
    if (side.includes('s')) box.y2 += dy;
    // Pulled over its other side it turns around.
    const [x1, x2, y1, y2] = [Math.min(box.x1, box.x2), Math.max(box.x1, box.x2), Math.min(box.y1, box.y2), Math.max(box.y1, box.y2)];
    return this.within({ ...box, x1, y1, x2, y2 }, this.shown.width, this.shown.height);
  }

  up(e) {
    if (!this.pointers.delete(e.pointerId)) return;
    const drag = this.drag;
    if (drag?.kind === 'pinch' && this.pointers.size) return;
    this.drag = null;
    if (!drag || e.type === 'pointercancel') return this.draw();
    if (drag.now) {
      const px = 1 / (this.fitted().scale * this.zoom);
      const shown = Math.min(drag.now.x2 - drag.now.x1, drag.now.y2 - drag.now.y1) >= smallest * Math.min(1, px);
      if (drag.kind === 'draw' && shown) {
        const box = { ...drag.now, id: this.newId() };
        this.change(state => { state.boxes.push(box); });
        this.select(box.id);
      } else if (drag.kind !== 'draw' && shown) {
        this.change(() => Object.assign(drag.box, drag.now));
      }
    } else if (drag.kind === 'draw' && drag.proposal !== null) {
      this.accept(this.shown.proposals[drag.proposal]);
    } else if (drag.kind === 'draw' && drag.on) {
      this.select(drag.on);
    } else if (drag.kind === 'draw') {
      this.selectedId = null;
    } else if (drag.kind === 'move') {
      this.selectBelow(e);
    }
    this.draw();
  }

  // A click on the selected box selects the next one under the pointer.
  selectBelow(e) {
    const at = this.at(e);
    const under = this.state.boxes.filter(box => at.x >= box.x1 && at.x <= box.x2 && at.y >= box.y1 && at.y <= box.y2).sort((a, b) => area(a) - area(b));
    const next = under[(under.findIndex(box => box.id === this.selectedId) + 1) % under.length];
    if (next) this.select(next.id);
  }

  draw() {
    if (!this.shown || !this.path || !this.stage.clientWidth) return;
    const { width, height, names, colors } = this.shown;
    const fitted = this.fitted();
    const scale = fitted.scale * this.zoom;
    Object.assign(this.canvas.style, { width: `${width * scale}px`, height: `${height * scale}px`, transform: `translate(${fitted.x + this.pan.x}px, ${fitted.y + this.pan.y}px)` });
    this.picture.classList.toggle('is-magnified', scale > 3);
    const px = 1 / scale;
    const color = c => colors[c % colors.length];
    const moved = box => this.drag?.box === box && this.drag.now ? this.drag.now : box;

    // The larger ones first, so that a small one within can be reached; elements stay, or the focus would go.
    const boxes = [...this.state.boxes].sort((a, b) => (a.id === this.selectedId) - (b.id === this.selectedId) || area(b) - area(a));
    for (const [id, group] of this.drawn) if (!boxes.some(box => box.id === id)) { group.remove(); this.drawn.delete(id); }
    this.above ??= this.svg.appendChild(element('g'));
    for (const box of boxes) {
      let group = this.drawn.get(box.id);
      if (!group) {
        group = element('g', { class: 'box-one', tabindex: 0, role: 'button', 'data-box': box.id });
        group.append(...this.parts());
        this.drawn.set(box.id, group);
      }
      const [halo, edge, plate, text] = group.children;
      const now = moved(box);
      group.style.color = color(box.c);
      group.classList.toggle('is-selected', box.id === this.selectedId);
      group.classList.toggle('is-crowd', (box.flags & 1) !== 0);
      group.setAttribute('aria-label', this.words.box.replace('{0}', names[box.c]).replace('{1}', Math.round(now.x1)).replace('{2}', Math.round(now.y1)).replace('{3}', Math.round(now.x2 - now.x1)).replace('{4}', Math.round(now.y2 - now.y1)));
      for (const rect of [halo, edge]) this.place(rect, now);
      this.caption(plate, text, names[box.c], now, px);
    }
    const order = boxes.map(box => this.drawn.get(box.id));
    const there = [...this.svg.children].filter(child => child.hasAttribute('data-box'));
    const focus = document.activeElement;
    if (order.some((group, i) => there[i] !== group)) for (const group of order) this.svg.insertBefore(group, this.above);
    if (focus !== document.activeElement && order.includes(focus)) focus.focus({ preventScroll: true });

    const parts = [];
    const waiting = this.drag ? [] : this.proposals();
    for (const proposal of waiting) {
      const group = element('g', { class: 'box-proposal', tabindex: 0, role: 'button', 'data-proposal': this.shown.proposals.indexOf(proposal), 'aria-label': this.words.proposal.replace('{0}', names[proposal.c]).replace('{1}', proposal.score.toFixed(2)) });
      group.style.color = color(proposal.c);
      group.append(...this.parts());
      const [halo, edge, plate, text] = group.children;
      for (const rect of [halo, edge]) this.place(rect, proposal);
      this.caption(plate, text, `${names[proposal.c]} ${proposal.score.toFixed(2)}?`, proposal, px);
      parts.push(group);
    }
    if (this.drag?.kind === 'draw' && this.drag.now) {
      const rect = element('rect', { class: 'box-new' });
      rect.style.color = color(this.drag.now.c);
      this.place(rect, this.drag.now);
      parts.push(rect);
    }
    // A proposal that has the focus keeps it.
    const focused = document.activeElement?.closest?.('[data-proposal]')?.dataset.proposal;
    this.above.replaceChildren(...parts);
    this.grip(this.selected ? moved(this.selected) : null, color, px);
    if (focused !== undefined) (this.above.querySelector(`[data-proposal="${focused}"]`) ?? this.root).focus({ preventScroll: true });

    const state = this.state;
    const usable = {
      undo: state.undo.length, redo: state.redo.length, remove: this.selected, copy: this.states.get(this.before)?.boxes.length, accept: waiting.length,
      out: this.zoom > 1, fit: this.zoom > 1, in: this.zoom < mostZoom,
    };
    for (const button of this.toolbar.querySelectorAll('[data-command]')) {
      const isOff = button.dataset.command in usable && !usable[button.dataset.command];
      if (button.getAttribute('aria-disabled') !== String(isOff)) button.setAttribute('aria-disabled', String(isOff));
    }
    this.tell(this.flushing ? 'sending' : undefined);
  }

  parts() { return [element('rect', { class: 'box-halo' }), element('rect', { class: 'box-edge' }), element('rect', { class: 'box-plate' }), element('text')]; }

  // Handles stay the same elements, so that one can be held while the picture is drawn anew.
  grip(box, color, px) {
    if (!this.grips) {
      this.grips = element('g');
      this.grips.append(...sides.map(([side]) => element('rect', { class: `box-handle is-${side}`, 'data-side': side })));
    }
    if (this.svg.lastChild !== this.grips) this.svg.append(this.grips);
    this.grips.style.display = box ? '' : 'none';
    if (!box) return;
    this.grips.style.color = color(box.c);
    const size = handle * px;
    for (const [i, [, x, y]] of sides.entries())
      for (const [key, value] of Object.entries({ x: box.x1 + (box.x2 - box.x1) * x - size / 2, y: box.y1 + (box.y2 - box.y1) * y - size / 2, width: size, height: size })) this.grips.children[i].setAttribute(key, value);
  }

  place(rect, box) {
    for (const [key, value] of Object.entries({ x: box.x1, y: box.y1, width: Math.max(0, box.x2 - box.x1), height: Math.max(0, box.y2 - box.y1) })) rect.setAttribute(key, value);
  }

  // Above the box, or inside where there is no room above; text is as large on the screen at any zoom.
  caption(plate, text, words, box, px) {
    const [size, high] = [12 * px, 17 * px];
    const y = box.y1 >= high ? box.y1 - high : box.y1;
    if (text.textContent !== words) text.textContent = words;
    for (const [key, value] of Object.entries({ x: box.x1 + 4 * px, y: y + 13 * px, 'font-size': size })) text.setAttribute(key, value);
    // About as wide as its letters: measured, each drawing would lay out the page.
    const letters = [...words].reduce((sum, letter) => sum + (letter.codePointAt(0) > 0x2e80 ? 1 : .6), 0);
    for (const [key, value] of Object.entries({ x: box.x1, y, width: letters * size + 8 * px, height: high })) plate.setAttribute(key, value);
  }
}

export function edit(stage, toolbar, server, version, words) {
  return new BoxEditor(stage, toolbar, server, version, words);
}
