/* node theme_check.mjs <folder with node_modules> <extension>: every offence as one JSON list. */
import { createRequire } from "node:module";
import { join } from "node:path";

const [kit, extension] = process.argv.slice(2);
const { themeCheckRun } = createRequire(join(kit, "package.json"))("@shopify/theme-check-node");
const { offenses } = await themeCheckRun(extension, join(extension, ".theme-check.yml"));
const short = ({ check, severity, message, uri, start }) => ({ check, severity, message, file: uri.split("/").pop(), line: start.line + 1 });
process.stdout.write(JSON.stringify(offenses.map(short)));
