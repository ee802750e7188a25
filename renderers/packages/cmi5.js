// Tells a learning record store by cmi5 that a step was begun, read and left. Without a launch it does nothing.
(async function () {
  "use strict";
  const begun = Date.now();
  const given = new URLSearchParams(location.search);
  if (!given.get("fetch") || !given.get("endpoint")) return;
  const endpoint = given.get("endpoint").replace(/\/?$/, "/");
  const actor = JSON.parse(given.get("actor"));
  const activity = given.get("activityId");
  const registration = given.get("registration");
  const answer = await fetch(given.get("fetch"), { method: "POST" });
  const token = (await answer.json())["auth-token"];
  const headers = {
    Authorization: `Basic ${token}`,
    "Content-Type": "application/json",
    "X-Experience-API-Version": "1.0.3",
  };

  const state = new URLSearchParams({
    stateId: "LMS.LaunchData",
    activityId: activity,
    agent: JSON.stringify(actor),
    registration,
  });
  const launch = await (await fetch(`${endpoint}activities/state?${state}`, { headers })).json();
  const defined = "https://w3id.org/xapi/cmi5/context/categories/";

  function duration() {
    return `PT${((Date.now() - begun) / 1000).toFixed(2)}S`;
  }

  function say(verb, result, category) {
    const context = structuredClone(launch.contextTemplate || {});
    context.registration = registration;
    context.contextActivities = context.contextActivities || {};
    const categories = context.contextActivities.category || [];
    context.contextActivities.category = [...categories, ...category.map((name) => ({ id: defined + name }))];
    const statement = {
      id: crypto.randomUUID(),
      actor,
      verb: { id: `http://adlnet.gov/expapi/verbs/${verb}`, display: { en: verb } },
      object: { objectType: "Activity", id: activity },
      context,
      timestamp: new Date().toISOString(),
      ...(result ? { result } : {}),
    };
    const send = { method: "POST", headers, body: JSON.stringify([statement]), keepalive: true };
    return fetch(`${endpoint}statements`, send);
  }

  await say("initialized", null, ["cmi5"]);
  if (launch.launchMode === "Normal" || !launch.launchMode) {
    await say("completed", { completion: true, duration: duration() }, ["cmi5", "moveon"]);
  }
  window.addEventListener("pagehide", () => say("terminated", { duration: duration() }, ["cmi5"]), { once: true });
})();
