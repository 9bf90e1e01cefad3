using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MlOpsDashboard.Registry.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Callers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "ProjectId",
                table: "Work",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("0199f000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<string>(
                name: "CreatedBy",
                table: "Runs",
                type: "TEXT",
                nullable: false,
                defaultValue: "local user");

            migrationBuilder.AddColumn<Guid>(
                name: "ProjectId",
                table: "Runs",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("0199f000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<string>(
                name: "CreatedBy",
                table: "Models",
                type: "TEXT",
                nullable: false,
                defaultValue: "local user");

            migrationBuilder.AddColumn<Guid>(
                name: "ProjectId",
                table: "Models",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("0199f000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<string>(
                name: "CreatedBy",
                table: "Imports",
                type: "TEXT",
                nullable: false,
                defaultValue: "local user");

            migrationBuilder.AddColumn<string>(
                name: "CreatedOnBehalfOf",
                table: "Imports",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ProjectId",
                table: "Imports",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("0199f000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<string>(
                name: "CreatedBy",
                table: "Datasets",
                type: "TEXT",
                nullable: false,
                defaultValue: "local user");

            migrationBuilder.AddColumn<Guid>(
                name: "ProjectId",
                table: "Datasets",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("0199f000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<Guid>(
                name: "ProjectId",
                table: "CustomModels",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("0199f000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<Guid>(
                name: "ObjectId",
                table: "Activity",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ObjectKind",
                table: "Activity",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "OnBehalfOf",
                table: "Activity",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ProjectId",
                table: "Activity",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("0199f000-0000-7000-8000-000000000001"));

            migrationBuilder.AddColumn<int>(
                name: "Rule",
                table: "Activity",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "Projects",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Projects", x => x.Id);
                });

            migrationBuilder.InsertData(
                table: "Projects",
                columns: new[] { "Id", "CreatedAt", "Name" },
                values: new object[] { new Guid("0199f000-0000-7000-8000-000000000001"), 639315072000000000L, "Default" });

            migrationBuilder.CreateIndex(
                name: "IX_Activity_ObjectKind_ObjectId",
                table: "Activity",
                columns: new[] { "ObjectKind", "ObjectId" });

            // Lines of rule 1 name a model by its id, and a backbone by its hash or its name.
            migrationBuilder.Sql("""UPDATE "Activity" SET "ObjectKind" = 'Model', "ObjectId" = "ModelId" WHERE "ModelId" IS NOT NULL""");
            migrationBuilder.Sql("""
                UPDATE "Activity" SET "ObjectKind" = 'CustomModel', "ObjectId" = COALESCE(
                    (SELECT c."Id" FROM "CustomModels" c WHERE instr("Activity"."Sentence", '(SHA-256 ' || substr(c."Artifact", 1, 12) || ')') > 0),
                    (SELECT c."Id" FROM "CustomModels" c WHERE c."Name" = "Activity"."Subject" AND (SELECT COUNT(*) FROM "CustomModels" o WHERE o."Name" = c."Name") = 1))
                WHERE "Action" LIKE 'backbone-%'
                """);
            migrationBuilder.Sql("""UPDATE "Activity" SET "ObjectKind" = NULL WHERE "ObjectId" IS NULL""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Projects");

            migrationBuilder.DropIndex(
                name: "IX_Activity_ObjectKind_ObjectId",
                table: "Activity");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "Work");

            migrationBuilder.DropColumn(
                name: "CreatedBy",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "CreatedBy",
                table: "Models");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "Models");

            migrationBuilder.DropColumn(
                name: "CreatedBy",
                table: "Imports");

            migrationBuilder.DropColumn(
                name: "CreatedOnBehalfOf",
                table: "Imports");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "Imports");

            migrationBuilder.DropColumn(
                name: "CreatedBy",
                table: "Datasets");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "Datasets");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "CustomModels");

            migrationBuilder.DropColumn(
                name: "ObjectId",
                table: "Activity");

            migrationBuilder.DropColumn(
                name: "ObjectKind",
                table: "Activity");

            migrationBuilder.DropColumn(
                name: "OnBehalfOf",
                table: "Activity");

            migrationBuilder.DropColumn(
                name: "ProjectId",
                table: "Activity");

            migrationBuilder.DropColumn(
                name: "Rule",
                table: "Activity");
        }
    }
}
