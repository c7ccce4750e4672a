/*
  Warnings:

  - The values [C] on the enum `E` will be removed. If these variants are still used in the database, this will fail.
  - You are about to drop the column `q` on the `Z` table. All the data in the column will be lost.
  - The `k` column on the `Z` table would be dropped and recreated. This will lead to data loss if there is data in the column.
  - You are about to drop the `Q` table. If the table is not empty, all the data it contains will be lost.

*/
-- AlterEnum
BEGIN;
CREATE TYPE "E_new" AS ENUM ('A', 'B', 'D', 'F');
ALTER TABLE "public"."Q" ALTER COLUMN "e" DROP DEFAULT;
ALTER TABLE "public"."B" ALTER COLUMN "e" DROP DEFAULT;
ALTER TABLE "public"."Z" ALTER COLUMN "q" DROP DEFAULT;
ALTER TABLE "public"."Z" ALTER COLUMN "b" DROP DEFAULT;
ALTER TABLE "public"."Z" ALTER COLUMN "k" DROP DEFAULT;
ALTER TABLE "public"."Z" ALTER COLUMN "z" DROP DEFAULT;
ALTER TABLE "Z" ALTER COLUMN "z" TYPE "E_new" USING ("z"::text::"E_new");
ALTER TABLE "Z" ALTER COLUMN "b" TYPE "E_new"[] USING ("b"::text::"E_new"[]);
ALTER TABLE "B" ALTER COLUMN "e" TYPE "E_new" USING ("e"::text::"E_new");
ALTER TYPE "E" RENAME TO "E_old";
ALTER TYPE "E_new" RENAME TO "E";
DROP TYPE "public"."E_old";
ALTER TABLE "B" ALTER COLUMN "e" SET DEFAULT 'A';
ALTER TABLE "Z" ALTER COLUMN "b" SET DEFAULT ARRAY['B']::"E"[];
ALTER TABLE "Z" ALTER COLUMN "z" SET DEFAULT 'A';
COMMIT;

-- AlterTable
ALTER TABLE "B" ALTER COLUMN "e" SET DEFAULT 'A';

-- AlterTable
ALTER TABLE "Z" DROP COLUMN "q",
DROP COLUMN "k",
ADD COLUMN     "k" TEXT NOT NULL DEFAULT 'A';

-- DropTable
DROP TABLE "Q";
