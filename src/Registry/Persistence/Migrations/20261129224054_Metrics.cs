using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MlOpsDashboard.Registry.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Metrics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Measures",
                table: "Runs",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Metrics",
                table: "RunEpochs",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<double>(
                name: "PrimaryValue",
                table: "RunEpochs",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Metrics",
                table: "ModelVersions",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.CreateTable(
                name: "RunMetrics",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<double>(type: "REAL", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunMetrics", x => new { x.RunId, x.Name });
                    table.ForeignKey(
                        name: "FK_RunMetrics_TrainingSpecs_RunId",
                        column: x => x.RunId,
                        principalTable: "TrainingSpecs",
                        principalColumn: "RunId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RunMetrics_Name_Value_Number_RunId",
                table: "RunMetrics",
                columns: new[] { "Name", "Value", "Number", "RunId" });

            migrationBuilder.Sql($"""
                UPDATE "RunEpochs" SET
                    "Metrics" = {Json(("loss", "Loss"), ("accuracy", "Accuracy"), ("val_loss", "ValLoss"), ("val_accuracy", "ValAccuracy"))},
                    "PrimaryValue" = CASE WHEN EXISTS (SELECT 1 FROM "RunEpochs" o WHERE o."RunId" = "RunEpochs"."RunId" AND o."ValAccuracy" IS NOT NULL) THEN "ValAccuracy" ELSE "ValLoss" END
                """);
            migrationBuilder.Sql($"""UPDATE "ModelVersions" SET "Metrics" = {Json(("val_loss", "ValLoss"), ("val_accuracy", "ValAccuracy"))}""");

            // A run's own columns say of a cross-validated one the means over its folds; what they do not hold is its best epoch's.
            foreach (var (name, column) in new[] { ("val_loss", "BestValLoss"), ("val_accuracy", "BestValAccuracy") })
                migrationBuilder.Sql($"""INSERT INTO "RunMetrics" ("RunId", "Name", "Value", "Number") SELECT "Id", '{name}', "{column}", "Number" FROM "Runs" WHERE "{column}" IS NOT NULL""");
            foreach (var (name, column) in new[] { ("loss", "Loss"), ("accuracy", "Accuracy") })
                migrationBuilder.Sql($"""
                    INSERT INTO "RunMetrics" ("RunId", "Name", "Value", "Number")
                    SELECT r."Id", '{name}', e."{column}", r."Number" FROM "Runs" r JOIN "RunEpochs" e ON e."RunId" = r."Id" AND e."Epoch" = r."BestEpoch" WHERE e."{column}" IS NOT NULL
                    """);

            migrationBuilder.DropIndex(
                name: "IX_Runs_BestValAccuracy_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_BestValLoss_Number_IsArchived",
                table: "Runs");

            // One statement each, so that a table is never built anew in several steps.
            foreach (var column in new[] { "BestValAccuracy", "BestValLoss" }) migrationBuilder.Sql($"ALTER TABLE \"Runs\" DROP COLUMN \"{column}\"");
            foreach (var column in new[] { "Loss", "Accuracy", "ValLoss", "ValAccuracy" }) migrationBuilder.Sql($"ALTER TABLE \"RunEpochs\" DROP COLUMN \"{column}\"");
            foreach (var column in new[] { "ValLoss", "ValAccuracy" }) migrationBuilder.Sql($"ALTER TABLE \"ModelVersions\" DROP COLUMN \"{column}\"");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var (table, column) in new[]
            {
                ("Runs", "BestValAccuracy"), ("Runs", "BestValLoss"), ("RunEpochs", "Accuracy"), ("RunEpochs", "Loss"), ("RunEpochs", "ValAccuracy"), ("RunEpochs", "ValLoss"),
                ("ModelVersions", "ValAccuracy"), ("ModelVersions", "ValLoss"),
            })
                migrationBuilder.AddColumn<double>(name: column, table: table, type: "REAL", nullable: true);

            foreach (var table in new[] { "RunEpochs", "ModelVersions" })
                migrationBuilder.Sql($"""UPDATE "{table}" SET "ValLoss" = json_extract("Metrics", '$.val_loss'), "ValAccuracy" = json_extract("Metrics", '$.val_accuracy')""");
            migrationBuilder.Sql("""UPDATE "RunEpochs" SET "Loss" = json_extract("Metrics", '$.loss'), "Accuracy" = json_extract("Metrics", '$.accuracy')""");
            foreach (var (name, column) in new[] { ("val_loss", "BestValLoss"), ("val_accuracy", "BestValAccuracy") })
                migrationBuilder.Sql($"""UPDATE "Runs" SET "{column}" = (SELECT m."Value" FROM "RunMetrics" m WHERE m."RunId" = "Runs"."Id" AND m."Name" = '{name}')""");

            migrationBuilder.DropTable(
                name: "RunMetrics");

            migrationBuilder.DropColumn(
                name: "Measures",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "Metrics",
                table: "RunEpochs");

            migrationBuilder.DropColumn(
                name: "PrimaryValue",
                table: "RunEpochs");

            migrationBuilder.DropColumn(
                name: "Metrics",
                table: "ModelVersions");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_BestValAccuracy_Number_IsArchived",
                table: "Runs",
                columns: new[] { "BestValAccuracy", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_BestValLoss_Number_IsArchived",
                table: "Runs",
                columns: new[] { "BestValLoss", "Number", "IsArchived" });
        }

        // A JSON object of columns. Seventeen digits give every double back; what is not finite is null.
        private static string Json(params (string Name, string Column)[] values) => "'{' || " + string.Join(
            " || ',' || ",
            values.Select(v => $"'\"{v.Name}\":' || CASE WHEN abs(\"{v.Column}\") <= 1.7976931348623157e308 THEN printf('%!.17g', \"{v.Column}\") ELSE 'null' END")) + " || '}'";
    }
}
