import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** `/openapi.json`, readable at `/docs`. */
export async function addOpenApi(app: NestFastifyApplication): Promise<void> {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder().setTitle('Lifeledger').setVersion('1').addBearerAuth().build(),
  );
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'openapi.json' });
}
