// Runs before the first paint: pane widths and tile size, which only this browser knows.
(function () {
  var root = document.documentElement;
  try {
    var kept = JSON.parse(localStorage.getItem('ui.panes') || '{}');
    if (kept.sw) root.style.setProperty('--sw', kept.sw + 'px');
    if (kept.iw) root.style.setProperty('--iw', kept.iw + 'px');
    if (kept.tile && innerWidth > 640) root.style.setProperty('--tile', kept.tile + 'px');
    if (kept.jobs === 'closed') root.dataset.jobs = 'closed';
    if (kept.inspector === 'closed') root.dataset.inspector = 'closed';
  } catch (unreadable) {
    localStorage.removeItem('ui.panes');
  }
  // app.js answers within this time, or the page must not look alive.
  root.dataset.boot = 'waiting';
  addEventListener('load', function () {
    setTimeout(function () {
      if (root.dataset.boot === 'waiting') document.getElementById('lost-modules').hidden = false;
    }, 4000);
  });
})();
