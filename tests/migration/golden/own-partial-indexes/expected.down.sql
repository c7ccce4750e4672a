-- DropIndex
DROP INDEX "x";

-- DropIndex
DROP INDEX "y";

-- DropIndex
DROP INDEX "A_a_key";
