// Tells a learning management system of SCORM 1.2 that a step was read, and for how long.
(function () {
  "use strict";
  const begun = Date.now();

  // The system's side stands in a window above, or in the one that opened this.
  function find(place) {
    for (let at = place, tries = 0; at && tries < 50; at = at.parent, tries += 1) {
      if (at.API) return at.API;
      if (at.parent === at) break;
    }
    return null;
  }

  const api = find(window) || (window.opener ? find(window.opener) : null);
  if (!api || api.LMSInitialize("") === "false") return;
  let ended = false;

  function spent() {
    const all = Math.floor((Date.now() - begun) / 1000);
    const two = (number) => String(number).padStart(2, "0");
    return `${String(Math.floor(all / 3600)).padStart(4, "0")}:${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
  }

  function end() {
    if (ended) return;
    ended = true;
    api.LMSSetValue("cmi.core.session_time", spent());
    api.LMSCommit("");
    api.LMSFinish("");
  }

  api.LMSSetValue("cmi.core.lesson_status", "completed");
  api.LMSCommit("");
  window.addEventListener("pagehide", end);
})();
