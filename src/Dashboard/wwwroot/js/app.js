// What only the browser can do: theme cookie, clipboard, shortcut keys. Charts are in charts.js.
window.mlops = (() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => /(?:^|; )theme=/.test(document.cookie);
  let theme;
  const show = isDark => { document.documentElement.dataset.theme = theme = isDark ? 'dark' : 'light'; };
  // A navigation may patch the document with the server's, which does not know what the system prefers.
  new MutationObserver(() => { if (theme && document.documentElement.dataset.theme !== theme) document.documentElement.dataset.theme = theme; })
    .observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  if (!chosen()) show(dark.matches);

  document.addEventListener('click', e => {
    for (const open of document.querySelectorAll('details.dropdown[open]'))
      if (!open.contains(e.target) || e.target.closest('.dropdown-list button, .dropdown-list a')) open.open = false;
  });
  document.addEventListener('keydown', e => {
    if (e.key !== 'Escape') return;
    for (const open of document.querySelectorAll('details.dropdown[open]')) { open.open = false; open.querySelector('summary').focus(); }
  });

  // The server no longer knows this page (it was restarted): the address holds its state, so load it again.
  document.addEventListener('components-reconnect-state-changed', e => {
    if (e.detail?.state !== 'rejected') return;
    sessionStorage.setItem('restarted', 'yes');
    location.reload();
  }, true);
  if (sessionStorage.getItem('restarted')) {
    sessionStorage.removeItem('restarted');
    const notice = document.getElementById('restarted');
    notice.hidden = false;
    notice.querySelector('button').addEventListener('click', () => { notice.hidden = true; });
  }

  // A page that failed is named as the log names it.
  const failed = document.getElementById('blazor-error-ui');
  new MutationObserver(() => { failed.querySelector('[data-fault]').textContent = document.querySelector('[data-circuit]')?.dataset.circuit || 'the time'; })
    .observe(failed, { attributes: true, attributeFilter: ['style'] });

  const takesText = element => element?.closest('input:not([type="checkbox"], [type="radio"], [type="range"], [type="button"], [type="file"]), textarea, select, [contenteditable="true"], .mud-dialog');

  // Times are stored in UTC and read in the reader's zone, which is named on hover.
  const timeOf = time => new Date(time.dateTime);
  const isTime = time => time?.dateTime && !isNaN(timeOf(time));
  document.addEventListener('pointerover', e => {
    const time = e.target.closest?.('time[datetime]');
    if (isTime(time)) time.title = timeOf(time).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'long' });
  });
  customElements.define('local-time', class extends HTMLElement {
    connectedCallback() {
      const time = this.closest('time');
      // Beside what the server wrote, which stays the server's.
      if (isTime(time) && !this.shadowRoot) this.attachShadow({ mode: 'open' }).textContent = timeOf(time).toLocaleTimeString('en-GB');
    }
  });

  return {
    prefersDark: () => dark.matches,
    rememberTheme: isDark => {
      show(isDark);
      document.cookie = `theme=${isDark ? 'dark' : 'light'}; path=/; max-age=31536000; samesite=strict`;
    },
    changeLanguage: (name, value) => {
      document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=strict`;
      location.reload();
    },
    // The clipboard API exists on https and localhost only; elsewhere the old way.
    print: () => window.print(),
    copy: async text => {
      if (navigator.clipboard) return navigator.clipboard.writeText(text);
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    },
    go: (from, to, replace) => {
      if (new URL(from, document.baseURI).pathname === location.pathname) Blazor.navigateTo(to, { replaceHistoryEntry: replace });
    },
    focusHeading: () => {
      const heading = document.querySelector('h1');
      if (!heading || takesText(document.activeElement)) return;
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    },
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
        if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || takesText(e.target)) return;
        if (!['/', 'n', 'c', '?'].includes(e.key)) return;
        if (e.key === '/') e.preventDefault();
        target.invokeMethodAsync('OnKey', e.key);
      };
      document.addEventListener('keydown', window.mlopsKeys);
    },
  };
})();
