using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MlOpsDashboard.Registry.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class SortedRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Runs_Backbone_Strategy",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_DatasetVersionId",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_IsArchived_BestValAccuracy",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_Status",
                table: "Runs");

            migrationBuilder.AddColumn<string>(
                name: "NameKey",
                table: "Runs",
                type: "TEXT",
                nullable: true);

            // Of ASCII letters only; a run's next change writes the rest.
            migrationBuilder.Sql("UPDATE \"Runs\" SET \"NameKey\" = lower(\"Name\")");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Backbone_Number_IsArchived",
                table: "Runs",
                columns: new[] { "Backbone", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_BestValAccuracy_Number_IsArchived",
                table: "Runs",
                columns: new[] { "BestValAccuracy", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_BestValLoss_Number_IsArchived",
                table: "Runs",
                columns: new[] { "BestValLoss", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_CreatedAt_Number_IsArchived",
                table: "Runs",
                columns: new[] { "CreatedAt", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_DatasetVersionId_Number_IsArchived",
                table: "Runs",
                columns: new[] { "DatasetVersionId", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_DurationSeconds_Number_IsArchived",
                table: "Runs",
                columns: new[] { "DurationSeconds", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_NameKey_Number_IsArchived",
                table: "Runs",
                columns: new[] { "NameKey", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Status_Number_IsArchived",
                table: "Runs",
                columns: new[] { "Status", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Strategy_Number_IsArchived",
                table: "Runs",
                columns: new[] { "Strategy", "Number", "IsArchived" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Tags",
                table: "Runs",
                column: "Tags");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Runs_Backbone_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_BestValAccuracy_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_BestValLoss_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_CreatedAt_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_DatasetVersionId_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_DurationSeconds_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_NameKey_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_Status_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_Strategy_Number_IsArchived",
                table: "Runs");

            migrationBuilder.DropIndex(
                name: "IX_Runs_Tags",
                table: "Runs");

            migrationBuilder.DropColumn(
                name: "NameKey",
                table: "Runs");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Backbone_Strategy",
                table: "Runs",
                columns: new[] { "Backbone", "Strategy" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_DatasetVersionId",
                table: "Runs",
                column: "DatasetVersionId");

            migrationBuilder.CreateIndex(
                name: "IX_Runs_IsArchived_BestValAccuracy",
                table: "Runs",
                columns: new[] { "IsArchived", "BestValAccuracy" });

            migrationBuilder.CreateIndex(
                name: "IX_Runs_Status",
                table: "Runs",
                column: "Status");
        }
    }
}
