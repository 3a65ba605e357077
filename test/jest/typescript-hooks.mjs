/**
 * Module hooks that let plain Node run the project's TypeScript sources, by the same compiler and options as
 * jest: for the global set-up, which runs outside jest's own module system, and for tests that need the code in
 * a process of its own. Used through ./typescript.mjs.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import jestConfig from '../../jest.config.mjs';

const compilerOptions = jestConfig.transform['^.+\\.ts$'][1];

/** Sources import each other by the name they have once built: `./x.js` is `./x.ts` here. */
export async function resolve(specifier, context, nextResolve) {
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (!url.endsWith('.ts') || url.includes('/node_modules/')) return nextLoad(url, context);
  const { code } = await transformFile(fileURLToPath(url), compilerOptions);
  return { format: 'module', source: code, shortCircuit: true };
}
