-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "OrderStatus" AS ENUM ('OPEN', 'paid', 'CANCELED');

-- CreateTable
CREATE TABLE "warehouses" (
    "country" CHAR(2) NOT NULL,
    "code" VARCHAR(16) NOT NULL,

    CONSTRAINT "warehouses_pkey" PRIMARY KEY ("country","code")
);

-- CreateTable
CREATE TABLE "bins" (
    "id" BIGSERIAL NOT NULL,
    "wh_country" CHAR(2) NOT NULL,
    "wh_code" VARCHAR(16) NOT NULL,

    CONSTRAINT "bins_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "products" (
    "sku" UUID NOT NULL,
    "parent_sku" UUID,

    CONSTRAINT "products_pkey" PRIMARY KEY ("sku")
);

-- CreateTable
CREATE TABLE "stock" (
    "bin_id" BIGINT NOT NULL,
    "sku" UUID NOT NULL,
    "amount" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stock_pkey" PRIMARY KEY ("bin_id","sku")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" SERIAL NOT NULL,
    "status" "OrderStatus" NOT NULL DEFAULT 'OPEN',

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_lines" (
    "order_id" INTEGER NOT NULL,
    "line_no" SMALLINT NOT NULL,
    "sku" UUID,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("order_id","line_no")
);

-- AddForeignKey
ALTER TABLE "bins" ADD CONSTRAINT "bins_wh_country_wh_code_fkey" FOREIGN KEY ("wh_country", "wh_code") REFERENCES "warehouses"("country", "code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "products" ADD CONSTRAINT "products_parent_sku_fkey" FOREIGN KEY ("parent_sku") REFERENCES "products"("sku") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock" ADD CONSTRAINT "stock_bin_id_fkey" FOREIGN KEY ("bin_id") REFERENCES "bins"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock" ADD CONSTRAINT "stock_sku_fkey" FOREIGN KEY ("sku") REFERENCES "products"("sku") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "order_lines" ADD CONSTRAINT "line_of_order" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_sku_fkey" FOREIGN KEY ("sku") REFERENCES "products"("sku") ON DELETE SET NULL ON UPDATE CASCADE;
