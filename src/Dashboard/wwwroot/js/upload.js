// Sends dropped or chosen files to /uploads beside the circuit. The page (C#) decides; this does what only the browser can.
const isZip = /\.zip$/i;
const isModel = /\.(keras|h5|hdf5)$/i;
// Of one published as a folder, what is read; and weights that are not, of which only the name is sent.
const isPublished = /(^|\/)(config\.json|saved_model\.pb)$/i;
const isPublishedFile = /(^|\/)(config|tokenizer|tokenizer_config|special_tokens_map)\.json$|(^|\/)vocab\.txt$|\.safetensors(\.index\.json)?$|\.pb$|(^|\/)(variables|assets)\//i;
const isOtherWeights = /(^|\/)(pytorch_model\.bin|tf_model\.h5|flax_model\.msgpack)$/i;
const isModelPart = /\.(json|txt|safetensors|pb|bin)$/i;
const isModelArchive = /\.(zip|tar|tar\.gz|tgz)$/i;
const mostModelFiles = 1000;
const isTable = /\.(csv|tsv|tab|txt|json|jsonl|ndjson)$/i;
const isText = /\.txt$/i;
// Tables that are the parts of one dataset.
const isPart = /^(train(ing|set)?|trn|val(id|idation|set)?|dev(set)?|test(ing|set)?|tst|训练集?|验证集?|测试集?)([ _.-](set|data|split))?\.[a-z]+$/i;
const isJunk = /(^|\/)(\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;
// Names of files that are not sent: as many as a person reads.
const namedOthers = 100;
const batchFiles = 500;
const batchBytes = 64 * 1024 * 1024;

// kind: pictures, one model file, or one picture that is shown from here (the page hears of all in the same words).
export function attach(root, page, kind = 'pictures') {
  // The page was left before its box could be attached to.
  if (!root) return { browse() {}, forget() {}, start() {}, cancel() {}, dispose() {} };
  let chosen = [];
  let request = null;
  let cancelled = false;
  const area = root.querySelector('[data-drop]');
  const inputs = [...root.querySelectorAll('input[type=file]')];
  // The page knows which kinds are read.
  const endings = (root.dataset.endings ?? '').split(',').filter(Boolean);
  const annotations = (root.dataset.annotations ?? '').split(',').filter(Boolean);
  const isPicture = path => endings.some(ending => path.toLowerCase().endsWith(ending));
  const isAnnotation = path => annotations.some(ending => path.toLowerCase().endsWith(ending));

  const choose = files => {
    const kept = files.filter(f => !isJunk.test(f.path));
    if (kind !== 'pictures') {
      chosen = kind === 'model' ? modelOf(kept) : kept.filter(f => isPicture(f.path)).slice(0, 1).map(f => ({ file: f.file, path: 'picture' }));
      show(chosen[0]?.file);
      page.invokeMethodAsync('OnChosen', { kind, zips: 0, files: chosen.length, bytes: chosen.reduce((sum, f) => sum + f.file.size, 0), ...others(kept, chosen), name: chosen[0]?.file.name ?? '', classes: [] });
      return;
    }
    const zips = kept.filter(f => isZip.test(f.path));
    const pictures = kept.filter(f => isPicture(f.path));
    if (zips.length === 0 && pictures.length === 0 && chooseTexts(kept)) return;
    // What may say what is in the pictures goes with them.
    const said = zips.length > 0 || pictures.length === 0 ? [] : kept.filter(f => isAnnotation(f.path));
    chosen = zips.length > 0 ? zips.slice(0, 1) : [...pictures, ...said];
    page.invokeMethodAsync('OnChosen', {
      kind: zips.length > 0 ? 'zip' : 'pictures',
      zips: zips.length,
      files: chosen.length - said.length,
      annotations: said.length,
      bytes: chosen.reduce((sum, f) => sum + f.file.size, 0),
      ...others(kept, zips.length > 0 ? zips : chosen),
      name: zips.length > 0 ? zips[0].file.name.replace(isZip, '') : commonRoot(pictures),
      classes: zips.length > 0 ? [] : classesOf(pictures).slice(0, 50).map(([name, count]) => ({ name, count })),
    });
  };

  // Where there is no picture: one table, or text files whose folders are their classes.
  const chooseTexts = kept => {
    const texts = kept.filter(f => isText.test(f.path));
    const folders = classesOf(texts);
    const tables = kept.filter(f => isTable.test(f.path));
    const isFolders = texts.length > 1 && folders.length > 1;
    const isSplit = tables.length > 1 && tables.every(f => isPart.test(f.file.name));
    const taken = isFolders ? texts : tables.length === 1 || isSplit ? tables : [];
    if (taken.length === 0) return false;
    chosen = isFolders ? taken : taken.map(f => ({ file: f.file, path: f.file.name }));
    page.invokeMethodAsync('OnChosen', {
      kind: isFolders ? 'texts' : 'table',
      zips: 0,
      files: chosen.length,
      bytes: chosen.reduce((sum, f) => sum + f.file.size, 0),
      ...others(kept, taken),
      name: isFolders ? commonRoot(texts) : isSplit ? commonRoot(tables) : taken[0].isPasted ? '' : taken[0].file.name.replace(isTable, ''),
      classes: isFolders ? folders.slice(0, 50).map(([name, count]) => ({ name, count })) : [],
    });
    return true;
  };

  const others = (kept, taken) => {
    const sent = new Set(taken.map(f => f.file));
    const left = kept.filter(f => !sent.has(f.file)).map(f => f.path);
    return { others: left.length, otherNames: left.slice(0, namedOthers) };
  };

  // The browser has the picture already: the server need not send it back.
  const show = file => {
    const image = root.querySelector('img[data-preview]');
    if (!image) return;
    URL.revokeObjectURL(image.src);
    // Of a kind that this browser does not show: its name stands there.
    image.onerror = () => image.removeAttribute('src');
    // An answer that stands beside it may draw on it.
    image.onload = () => {
      root.style.setProperty('--preview', `url("${image.src}")`);
      root.style.setProperty('--preview-width', image.naturalWidth);
      root.style.setProperty('--preview-height', image.naturalHeight);
    };
    if (file) image.src = URL.createObjectURL(file);
    else image.removeAttribute('src');
  };

  const onChange = e => {
    choose([...e.target.files].map(file => ({ file, path: file.webkitRelativePath || file.name })));
    e.target.value = '';
  };
  const onDrag = e => {
    if (![...(e.dataTransfer?.types ?? [])].includes('Files')) return;
    e.preventDefault();
    area.classList.toggle('is-over', e.type === 'dragover');
  };
  const onDrop = async e => {
    e.preventDefault();
    area.classList.remove('is-over');
    const entries = [...e.dataTransfer.items].map(i => i.webkitGetAsEntry?.()).filter(Boolean);
    if (entries.length === 0) return choose([...e.dataTransfer.files].map(file => ({ file, path: file.name })));
    const files = [];
    for (const entry of entries) await walk(entry, '', files);
    choose(files);
  };
  // A list that is pasted anywhere but into a field is a table of texts.
  const onPaste = e => {
    if (kind !== 'pictures' || area.classList.contains('is-hidden') || e.target.closest?.('input:not([type=file]), textarea, select, [contenteditable]')) return;
    const files = [...(e.clipboardData?.files ?? [])];
    const text = e.clipboardData?.getData('text/plain') ?? '';
    if (files.length === 0 && text.trim() === '') return;
    e.preventDefault();
    if (files.length > 0) choose(files.map(file => ({ file, path: file.name })));
    else choose([{ file: new File([text], 'pasted.txt', { type: 'text/plain' }), path: 'pasted.txt', isPasted: true }]);
  };
  for (const input of inputs) input.addEventListener('change', onChange);
  document.addEventListener('paste', onPaste);
  area.addEventListener('dragover', onDrag);
  area.addEventListener('dragleave', onDrag);
  area.addEventListener('drop', onDrop);
  // Chosen before anybody listened; told once the page has this box.
  const early = inputs.find(input => input.files.length > 0);
  if (early) setTimeout(() => early.dispatchEvent(new Event('change')));

  return {
    browse: folder => root.querySelector(folder ? 'input[data-folder]' : 'input[data-files]').click(),
    forget: () => { chosen = []; },
    cancel: async id => {
      cancelled = true;
      request?.abort();
      await fetch(`/uploads/${id}`, { method: 'DELETE', headers: { 'X-Upload': '1' } });
    },
    // Not awaited: the page hears of the end by a call, however long it takes.
    start: id => { sendAll(id); },
    dispose: () => {
      for (const input of inputs) input.removeEventListener('change', onChange);
      document.removeEventListener('paste', onPaste);
      area.removeEventListener('dragover', onDrag);
      area.removeEventListener('dragleave', onDrag);
      area.removeEventListener('drop', onDrop);
      cancelled = true;
      request?.abort();
      show();
    },
  };

  async function sendAll(id) {
    cancelled = false;
    const total = chosen.reduce((sum, f) => sum + f.file.size, 0);
    let sent = 0;
    let told = 0;
    const refused = [];
    const tell = now => {
      if (performance.now() - told < 250 && now < total) return;
      told = performance.now();
      page.invokeMethodAsync('OnProgress', now, total);
    };
    try {
      for (const batch of batches(chosen)) {
        const answer = await send(id, batch, done => tell(Math.min(total, sent + done)));
        refused.push(...answer.refused);
        sent += batch.reduce((sum, f) => sum + f.file.size, 0);
      }
      const done = await fetch(`/uploads/${id}/finish`, { method: 'POST', headers: { 'X-Upload': '1' } });
      if (!done.ok) throw new Error((await done.json()).detail);
      await page.invokeMethodAsync('OnSent', refused);
    } catch (e) {
      if (!cancelled) await page.invokeMethodAsync('OnFailed', e.message || 'The upload was cut off. Nothing was imported; choose the files again.');
    }
  }

  // XMLHttpRequest, since fetch does not tell how much was sent.
  function send(id, batch, onProgress) {
    return new Promise((resolve, reject) => {
      if (cancelled) return reject(new Error('cancelled'));
      const form = new FormData();
      for (const { file, path } of batch) form.append('file', file, encodeURIComponent(path));
      request = new XMLHttpRequest();
      request.open('POST', `/uploads/${id}`);
      request.setRequestHeader('X-Upload', '1');
      request.responseType = 'json';
      request.upload.onprogress = e => onProgress(e.loaded);
      request.onload = () => request.status === 200 ? resolve(request.response) : reject(new Error(request.response?.detail ?? ''));
      request.onerror = () => reject(new Error(''));
      request.onabort = () => reject(new Error(''));
      request.send(form);
    });
  }
}

// One model: a file of Keras, the files of a published one, or archives of one.
function modelOf(files) {
  const models = files.filter(f => isModel.test(f.path));
  if (files.some(f => isPublished.test(f.path))) {
    const read = files.filter(f => isPublishedFile.test(f.path));
    const others = files.filter(f => isOtherWeights.test(f.path)).map(f => ({ file: new File([], f.file.name), path: f.path }));
    return [...read, ...others].slice(0, mostModelFiles);
  }
  if (models.length > 0) return models.slice(0, 1).map(f => ({ file: f.file, path: f.file.name }));
  return files.filter(f => isModelArchive.test(f.path) || isModelPart.test(f.path)).slice(0, mostModelFiles);
}

// Folder and count, by name.
function classesOf(files) {
  const folders = new Map();
  for (const { path } of files) {
    const parts = path.split('/');
    const name = parts.length > 1 ? parts[parts.length - 2] : '';
    folders.set(name, (folders.get(name) ?? 0) + 1);
  }
  return [...folders].sort((a, b) => a[0].localeCompare(b[0]));
}

function* batches(files) {
  let batch = [];
  let bytes = 0;
  for (const f of files) {
    if (batch.length > 0 && (batch.length >= batchFiles || bytes + f.file.size > batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(f);
    bytes += f.file.size;
  }
  if (batch.length > 0) yield batch;
}

async function walk(entry, prefix, files) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    files.push({ file, path: prefix + entry.name });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const child of entries) await walk(child, `${prefix}${entry.name}/`, files);
  }
}

function commonRoot(files) {
  const roots = new Set(files.map(f => f.path.split('/')[0]));
  return roots.size === 1 && files[0].path.split('/').length > 2 ? [...roots][0] : '';
}
