// What only the browser can do: theme cookie, clipboard, shortcut keys. Charts are in charts.js.
window.mlops = (() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => /(?:^|; )theme=/.test(document.cookie);
  const show = isDark => { document.documentElement.dataset.theme = isDark ? 'dark' : 'light'; };
  if (!chosen()) show(dark.matches);

  const isTyping = e => e.target.closest('input, textarea, select, [contenteditable="true"], .mud-dialog');

  return {
    prefersDark: () => dark.matches,
    rememberTheme: isDark => {
      show(isDark);
      document.cookie = `theme=${isDark ? 'dark' : 'light'}; path=/; max-age=31536000; samesite=strict`;
    },
    copy: text => navigator.clipboard.writeText(text),
    focusSearch: () => {
      const field = document.querySelector('[data-search] input, input[data-search]');
      if (!field) return false;
      field.focus();
      field.select();
      return true;
    },
    listenForKeys: target => {
      if (window.mlopsKeys) document.removeEventListener('keydown', window.mlopsKeys);
      window.mlopsKeys = e => {
        if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || isTyping(e)) return;
        if (!['/', 'n', 'c', '?'].includes(e.key)) return;
        if (e.key === '/') e.preventDefault();
        target.invokeMethodAsync('OnKey', e.key);
      };
      document.addEventListener('keydown', window.mlopsKeys);
    },
  };
})();
