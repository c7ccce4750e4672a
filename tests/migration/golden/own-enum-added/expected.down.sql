-- DropEnum
DROP TYPE "E";
