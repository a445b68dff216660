import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { environmentHelp } from "../../server/configuration.ts";

const root = join(import.meta.dirname, "..", "..");
const textOf = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");
const deployed = readdirSync(join(root, "deploy"));
const guides = ["operate.md", "privacy.md", "accessibility.md", "export.md", "threats.md"];

const matches = (text: string, form: RegExp): string[] =>
  [...text.matchAll(form)].map(([, found = ""]) => found);

test("every variable of the environment that is named anywhere is read, and README names all that are", () => {
  const read = new Set(matches(environmentHelp, /^ {2}([A-Z_]+) /gm));
  // Of the compose file itself, not of the server.
  const others = [
    "CELADON_CERTIFICATES",
    "CELADON_DATABASE_PASSWORD",
    "CELADON_POSTGRES",
    "CELADON_CHROMIUM",
    "CELADON_VECTORS",
  ];
  const texts = [
    ...deployed.map((name) => textOf("deploy", name)),
    ...guides.map((name) => textOf("docs", name)),
  ];
  for (const text of texts) {
    for (const name of matches(text, /\b(CELADON_[A-Z_]+[A-Z])\b/g)) {
      assert.ok(read.has(name) || others.includes(name), `${name} is read by nothing`);
    }
  }
  for (const name of read)
    assert.ok(textOf("README.md").includes(`\`${name}\``), `README does not have ${name}`);
});

test("every file that the Dockerfile copies is there, and nothing that the server imports is left out", () => {
  const dockerfile = textOf("deploy", "Dockerfile");
  const copied = matches(dockerfile, /^COPY (?!--from)(.+) \S+$/gm).flatMap((sources) => sources.split(" "));
  assert.ok(copied.includes("server") && copied.includes("protocol"));
  for (const source of copied) assert.ok(existsSync(join(root, source)), source);
  const ignored = textOf(".dockerignore").trim().split("\n");
  for (const source of copied) assert.ok(!ignored.includes(source), `${source} is in .dockerignore`);
});

test("every command, script and file that deploy/ and the guides name is there", () => {
  const commands = readdirSync(join(root, "server", "command")).map((name) => name.replace(/\.ts$/, ""));
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const texts = [
    ...deployed.map((name) => textOf("deploy", name)),
    ...guides.map((name) => textOf("docs", name)),
  ];
  for (const text of texts) {
    for (const command of [
      ...matches(text, /server\/main\.ts ([a-z-]+)/g),
      ...matches(text, /npm run celadon -- ([a-z-]+)/g),
      ...matches(text, /^(?:CMD \["|\s+command: \[)([a-z-]+)/gm),
    ]) {
      assert.ok(commands.includes(command), `there is no command ${command}`);
    }
    for (const script of matches(text, /npm run ([a-z]+)/g))
      assert.ok(script in scripts, `npm run ${script}`);
    for (const file of matches(text, /\b((?:server|deploy|scripts|test)\/[\w./-]+\.[a-z]+)\b/g)) {
      assert.ok(existsSync(join(root, file)), `${file} is missing`);
    }
  }
  for (const name of guides) {
    for (const file of matches(textOf("docs", name), /\]\(([\w./-]+\.md)/g)) {
      assert.ok(existsSync(join(root, "docs", file)), `docs/${name} leads to ${file}`);
    }
  }
});

test("every metric that rules and guide name is told, and the guide names all that are", () => {
  const told = new Set(
    matches(textOf("server", "operations", "metrics.ts"), /"((?:celadon|process)_[a-z_]+)"/g),
  );
  const named = (text: string): string[] => matches(text, /\b((?:celadon|process)_[a-z_]+)\b/g);
  for (const name of [...named(textOf("deploy", "alerts.yaml")), ...named(textOf("docs", "operate.md"))]) {
    assert.ok(told.has(name), `${name} is not told`);
  }
  const guide = new Set(named(textOf("docs", "operate.md")));
  for (const name of told) assert.ok(guide.has(name), `docs/operate.md does not have ${name}`);
});

test("the proxy that comes with it writes nobody down and hands on nothing of who reads", () => {
  const proxy = textOf("deploy", "nginx.conf");
  assert.deepEqual(matches(proxy, /access_log (\S+);/g), ["off"]);
  const [reading = "", posting = ""] = proxy.split("location ~ ^/v1/(tickets|reports|ohttp)$");
  assert.ok(!reading.includes("$remote_addr") && !reading.includes("$proxy_add_x_forwarded_for"));
  assert.match(posting, /X-Real-IP \$remote_addr;/);
  assert.match(reading, /^ {2}proxy_pass_request_headers off;/m);
  assert.ok(!proxy.includes("proxy_pass_request_headers on"));
});
