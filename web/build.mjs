// Run by Maven (web/pom.xml). `node build.mjs OUT` bundles the page into OUT and compresses its files;
// `node build.mjs --check` checks and tests it.
// It installs packages only if the lock file has changed, and bundles only if a file of the page has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, 'target');
const documents = join(here, '..', 'docs');

function npm(args, environment = {}) {
  const result = spawnSync('npm', args, { cwd: here, env: { ...process.env, ...environment }, encoding: 'utf8' });
  if (result.error || result.status !== 0) {
    console.error(result.error ? `npm cannot be run: ${result.error.message}` : result.stdout + result.stderr);
    console.error(`web: npm ${args.join(' ')} failed`);
    process.exit(1);
  }
  return result.stdout;
}

/** Runs `action` unless its last success was for the same `digest`. */
async function unlessDone(stamp, digest, action) {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) {
    return;
  }
  await action();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(file).update('\0').update(readFileSync(join(here, file))).update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(...folders) {
  return folders.flatMap((folder) =>
    readdirSync(join(here, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(here.length + 1))
      .sort(),
  );
}

/** The documents, named from here. */
function documentsOfWords() {
  return readdirSync(documents).filter((it) => it.endsWith('.md')).map((it) => join('..', 'docs', it)).sort();
}

/** Writes a page for each document: words link to them, also where nothing else can be reached. */
async function writeDocuments(out) {
  // It needs a package, which may have been installed only now.
  const { page, titleOf } = await import('./documents.mjs');
  const texts = documentsOfWords().map((it) => [basename(it), readFileSync(join(here, it), 'utf8')]);
  const titles = Object.fromEntries(texts.map(([name, text]) => [name, titleOf(text)]));
  const [, styleSheet] = /<link rel="stylesheet"[^>]* href="\.\/([^"]*)"/.exec(readFileSync(join(out, 'index.html'), 'utf8'));
  mkdirSync(join(out, 'docs'), { recursive: true });
  for (const [name, text] of texts) {
    writeFileSync(join(out, 'docs', name.replace(/\.md$/, '.html')), page(text, { titles, styleSheet: `../${styleSheet}` }));
  }
}

/** Writes a `.br` and a `.gz` file beside every file that they make smaller. The edge serves them as they are. */
function compress(out) {
  for (const entry of readdirSync(out, { recursive: true, withFileTypes: true }).filter((it) => it.isFile())) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const content = readFileSync(file);
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    const forms = { '.br': brotliCompressSync(content, { params: quality }), '.gz': gzipSync(content, { level: 9 }) };
    for (const [extension, compressed] of Object.entries(forms)) {
      if (compressed.length < content.length) {
        writeFileSync(file + extension, compressed);
      }
    }
  }
}

const configuration = ['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts', 'vite.dashboard.config.ts', 'vite.hls.ts', 'vite.starling.config.ts', 'index.html', 'dashboard.html'];
await unlessDone(join(here, 'node_modules', '.starling-installed'), digest(['package-lock.json', '.npmrc']), () => {
  npm(['ci', '--no-audit', '--no-fund']);
});
if (process.argv[2] === '--check') {
  const files = [...configuration, 'eslint.config.js', 'build.mjs', 'documents.mjs', ...filesBelow('src', 'test', 'browser'), ...documentsOfWords()];
  await unlessDone(join(target, 'checked'), digest(files), () => {
    npm(['run', 'check']);
    console.log(npm(['test']).split('\n').filter((line) => /^\s*(Test Files|Tests) /.test(line)).join('\n'));
  });
} else {
  const out = process.argv[2];
  if (out === undefined) {
    console.error('usage: node build.mjs OUT | --check');
    process.exit(2);
  }
  const digestOfPage = digest([...configuration, 'build.mjs', 'documents.mjs', ...filesBelow('src', 'public'), ...documentsOfWords()]);
  const stamp = join(target, 'bundled');
  if (!existsSync(join(out, 'index.html'))) {
    rmSync(stamp, { force: true });
  }
  await unlessDone(stamp, digestOfPage, async () => {
    npm(['run', 'bundle'], { STARLING_WEB_OUT: out });
    await writeDocuments(out);
    compress(out);
  });
}
