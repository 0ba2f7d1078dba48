// Turns the server's OpenAPI document into TypeScript: `--fetch` takes the document from a running server first,
// `--check` only says whether the committed types are those of the committed document.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const DOCUMENT = new URL("../src/api/openapi.json", import.meta.url);
const TYPES = new URL("../src/api/schema.d.ts", import.meta.url);

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.oneOf ?? schema.anyOf) return (schema.oneOf ?? schema.anyOf).map(typeOf).join(" | ");
  // Fields that several answers share stand in a schema of their own.
  if (schema.allOf) return schema.allOf.map(typeOf).join(" & ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(" | ");
  switch (schema.type) {
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "array": {
      const item = typeOf(schema.items ?? {});
      return item.includes("|") ? `(${item})[]` : `${item}[]`;
    }
    case "object":
      return schema.properties ? fields(schema) : "Record<string, unknown>";
    default:
      return "unknown";
  }
}
const comment = (text, indent) => (text ? `${indent}/** ${text.replace(/\s+/g, " ").replaceAll("*/", "* /")} */\n` : "");

/** The server writes an absent value as null, so a field that is not required is nullable, not missing. */
function fields(schema) {
  const lines = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const key = /^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name);
    return `${comment(field.description, "  ")}  ${key}: ${typeOf(field)};\n`;
  });
  return `{\n${lines.join("")}}`;
}

/** The whole declaration file of a document. */
export function declarations(document) {
  const out = ["// Made by `npm run api:types` from the server's OpenAPI document; not edited by hand.\n"];
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    const body = schema.properties ? `export interface ${name} ${fields(schema)}` : `export type ${name} = ${typeOf(schema)};`;
    out.push(`\n${comment(schema.description, "")}${body}\n`);
  }
  return out.join("");
}

async function main(flags) {
  if (flags.includes("--fetch")) {
    const server = process.env.MEKONG_WATCH_URL ?? "http://127.0.0.1:8080";
    const response = await fetch(`${server}/api/openapi.json`);
    if (!response.ok) throw new Error(`${server} answered ${response.status}`);
    writeFileSync(DOCUMENT, await response.text());
  }
  const wanted = declarations(JSON.parse(readFileSync(DOCUMENT, "utf8")));
  if (!flags.includes("--check")) return writeFileSync(TYPES, wanted);
  if (readFileSync(TYPES, "utf8") === wanted) return;
  process.stderr.write("src/api/schema.d.ts is not what src/api/openapi.json says: run `npm run api:types`\n");
  process.exitCode = 1;
}
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
