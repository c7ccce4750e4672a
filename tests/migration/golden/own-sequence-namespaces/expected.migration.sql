/*
  Warnings:

  - The primary key for the `A` table will be changed. If it partially fails, the table could be left without primary key constraint.

*/
-- AlterTable
CREATE SEQUENCE "blog".a_id_seq;
ALTER TABLE "Blog"."A" DROP CONSTRAINT "A_pkey",
ALTER COLUMN "id" SET DEFAULT nextval('"blog".a_id_seq'),
ALTER COLUMN "id" SET DATA TYPE BIGSERIAL,
ALTER COLUMN "n" DROP NOT NULL,
ALTER COLUMN "n" SET DEFAULT 7,
ALTER COLUMN "n" DROP DEFAULT,
ADD CONSTRAINT "A_pkey" PRIMARY KEY ("id");
ALTER SEQUENCE "blog".a_id_seq OWNED BY "Blog"."A"."id";
DROP SEQUENCE "A_n_seq";
