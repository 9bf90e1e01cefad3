// Keys of the page on which pictures are labelled. An editor inside hears them first and keeps its own; what is left is told to the page.
export function listen(root, page) {
  const takesText = element => element?.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, .mud-dialog');
  const told = new Set(['Enter', 'PageDown', 'PageUp', 'ArrowRight', 'ArrowLeft', 'x', 'a', '/']);
  const onKey = e => {
    if (takesText(e.target) && e.key === 'Escape') root.focus({ preventScroll: true });
    if (takesText(e.target) || e.altKey) return;
    const pressed = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    const control = e.ctrlKey || e.metaKey;
    // A button is pressed with Enter as anywhere.
    if (pressed === 'Enter' && e.target.closest('button, a, summary')) return;
    const name = control ? (pressed === 'z' ? (e.shiftKey ? 'redo' : 'undo') : pressed === 'y' ? 'redo' : null) : /^[0-9]$/.test(pressed) || told.has(pressed) ? pressed : null;
    // The dashboard's own letters would leave the page.
    if (!control && ['n', 'c', '/'].includes(pressed)) e.stopPropagation();
    if (!name) return;
    e.preventDefault();
    e.stopPropagation();
    if (name === '/') root.querySelector('[data-find-name]')?.focus();
    else page.invokeMethodAsync('OnKey', name);
  };
  root.addEventListener('keydown', onKey);
  // Whoever writes already, on a slow line, goes on writing.
  if (!takesText(document.activeElement)) root.focus({ preventScroll: true });
  return {
    focus: () => root.focus({ preventScroll: true }),
    dispose: () => root.removeEventListener('keydown', onKey),
  };
}
