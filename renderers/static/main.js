// Everything here makes a page that already works work faster: without scripts there are forms and links.
import { startCopying } from "./copying.js";
import { startFeedback } from "./feedback.js";
import { startFiles } from "./files.js";
import { startFinding } from "./finding.js";
import { startKeys } from "./keys.js";
import { startMenus } from "./menus.js";
import { startRecording } from "./recording.js";
import { startUsing } from "./using.js";

document.documentElement.dataset.scripted = "";
startCopying();
startMenus();
startFinding();
startFiles();
startFeedback();
startUsing();
startKeys();
startRecording();
// On a narrow screen the row of places is cut off: show where one is.
document.querySelector(".desk-places [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
