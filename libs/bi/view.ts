import { identifier, literal } from './sql-text.js';

/** A column of a view. */
export interface ViewColumn {
  name: string;
  /** SQL of its value. */
  sql: string;
  /** Meaning and unit. */
  comment: string;
}

/** A view of the schema `bi`. */
export interface View {
  name: string;
  comment: string;
  columns: readonly ViewColumn[];
  /** `from …` and what follows it. */
  from: string;
}

/** How a view is made and removed again; one whose `make` has changed is made anew. */
export interface Definition {
  name: string;
  make: string;
  undo: string;
}

/** SQL that makes a view, each column with its comment. */
export function createView({ name, comment, columns, from }: View): string {
  const view = `bi.${identifier(name)}`;
  const select = columns.map((column) => `${column.sql} as ${identifier(column.name)}`).join(',\n  ');
  const comments = columns.map(
    (column) => `comment on column ${view}.${identifier(column.name)} is ${literal(column.comment)};`,
  );
  return [
    `create view ${view} as select\n  ${select}\n${from};`,
    `comment on view ${view} is ${literal(comment)};`,
    ...comments,
  ].join('\n');
}

export function dropView(name: string): string {
  return `drop view if exists bi.${identifier(name)};`;
}
