import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ArrayMaxSize, ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsOptional } from 'class-validator';
import { JsonBody, Problem } from '../http/index.js';
import { KeyService, type ListedKey, type RevokeRefusal } from './key-service.js';
import { SCOPES, type Scope, Scopes } from './scopes.js';
import { IsStorableText } from './storable-text.js';

class NewKeyBody {
  @IsStorableText(1, 200)
  name!: string;

  @IsIn(SCOPES, { each: true, message: `each must be one of ${SCOPES.join(', ')}` })
  @ArrayUnique({ message: 'must not name a scope twice' })
  @ArrayNotEmpty({ message: `must name at least one of ${SCOPES.join(', ')}` })
  @IsArray({ message: `must be an array of ${SCOPES.join(', ')}` })
  scopes!: Scope[];

  @IsStorableText(1, 200, { each: true })
  @ArrayMaxSize(1000, { message: 'must name at most 1000 sources' })
  @ArrayNotEmpty({ message: 'must name at least one source; leave it out for all of them' })
  @IsArray({ message: 'must be an array of sources; leave it out for all of them' })
  @IsOptional()
  sources?: string[] | null;
}

const REFUSALS: Record<RevokeRefusal, Problem> = {
  unknown: new Problem(404, 'there is no such key, or it is revoked already'),
  configured: new Problem(409, 'this key comes from LIFELEDGER_ADMIN_KEY: change it there, and restart'),
  'last-admin': new Problem(409, 'this is the last key with the scope admin: make another one first'),
};

/** `/v1/keys`: who may do what. */
@Controller('v1/keys')
@Scopes('admin')
export class KeysController {
  constructor(private readonly keys: KeyService) {}

  /** Makes a key and shows it: this once. */
  @Post()
  async create(@JsonBody(NewKeyBody) body: NewKeyBody): Promise<ListedKey & { key: string }> {
    const { text, key } = await this.keys.create(body);
    return { ...key, key: text };
  }

  @Get()
  async list(): Promise<{ keys: ListedKey[] }> {
    return { keys: await this.keys.list() };
  }

  @Delete(':id')
  @HttpCode(204)
  async revoke(@Param('id') id: string): Promise<void> {
    const refusal = await this.keys.revoke(id);
    if (refusal) throw REFUSALS[refusal];
  }
}
