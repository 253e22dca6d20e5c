/** Exports over HTTP. */
import { pipeline } from 'node:stream/promises';
import { Controller, Inject, Res } from '@nestjs/common';
import { downloadExport, getExport, listExports, removeExport, startExport } from '@cspmexa/contracts';
import type { Export, RouteInput } from '@cspmexa/contracts';
import { AppError, Handle, Input, LOGGER, Session, STOPPING, type Logger, type ObjectStore } from '@cspmexa/platform';
import type { Response } from 'express';
import { SNAPSHOTS } from '../snapshots/snapshot-store.js';
import { exportOf } from './export-row.js';
import { Exports } from './exports.js';
import { fileTypes } from './file-types.js';

@Controller()
export class ExportsController {
  constructor(
    private readonly exports: Exports,
    @Inject(SNAPSHOTS) private readonly objects: ObjectStore,
    @Inject(STOPPING) private readonly stopping: AbortSignal,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Handle(startExport)
  start(@Input() { body }: RouteInput<typeof startExport>, @Session() session: Session): Promise<Export> {
    return this.exports.start(session, body);
  }

  @Handle(listExports)
  async list(@Session() session: Session): Promise<{ items: Export[] }> {
    return { items: await this.exports.list(session) };
  }

  @Handle(getExport)
  async get(@Input() { params }: RouteInput<typeof getExport>, @Session() session: Session): Promise<Export> {
    return exportOf(await this.exports.get(session, params.exportId));
  }

  @Handle(removeExport)
  remove(@Input() { params }: RouteInput<typeof removeExport>, @Session() session: Session): Promise<void> {
    return this.exports.remove(session, params.exportId);
  }

  @Handle(downloadExport)
  async download(
    @Input() { params }: RouteInput<typeof downloadExport>,
    @Session() session: Session,
    @Res() response: Response,
  ): Promise<void> {
    const row = await this.exports.get(session, params.exportId);
    const { input, fileName, bytes } = exportOf(row);
    if (row.object_key === null) throw new AppError('conflict', { detail: 'The file is not ready.' });
    const file = await this.objects.get(row.object_key);
    response.status(200).set({
      'Content-Type': fileTypes[input.format].contentType,
      'Content-Disposition': `attachment; filename="${fileName}"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
      ...(bytes === null ? {} : { 'Content-Length': String(bytes) }),
    });
    // Half a file must not look like a whole one: whatever goes wrong from here on ends the connection.
    await pipeline(file, response, { signal: this.stopping }).catch((error: unknown) => {
      response.destroy();
      this.logger.info({ error, exportId: row.id }, 'the download of an export broke off');
    });
  }
}
