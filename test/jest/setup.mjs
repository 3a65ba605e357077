/** Decorators of Nest, TypeORM and class-validator leave their types through this. */
import 'reflect-metadata';
