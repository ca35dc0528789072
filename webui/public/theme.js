// Runs before the first paint, so that a dark page never flashes white. The content policy forbids inline scripts.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem("botbridge.theme") || localStorage.getItem("botbridge.theme.default");
  } catch (denied) {
    // Storage may be switched off; the system's theme serves.
  }
  if (choice !== "light" && choice !== "dark") {
    choice = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = choice;
})();
