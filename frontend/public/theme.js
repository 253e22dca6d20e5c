/* Sets the theme and the language of the page before the first paint, so that nothing flashes. A file, because the policy of the page allows no inline script. */
(function () {
  var root = document.documentElement;
  function stored(key) {
    try {
      return window.localStorage.getItem(key);
    } catch (error) {
      return null;
    }
  }
  var scheme = stored('mantine-color-scheme-value');
  if (scheme !== 'light' && scheme !== 'dark')
    scheme = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.setAttribute('data-mantine-color-scheme', scheme);
  var language = stored('cspmexa-language') || navigator.language || 'en';
  root.lang = language.slice(0, 2) === 'pt' ? 'pt-BR' : 'en';
})();
