using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Jobs.Imports;
using MlOpsDashboard.Workers.Tests.CommandLine;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>What a person chooses of a table reaches <c>mlops import</c>, whatever its columns are called.</summary>
public sealed class TableArgumentsTests
{
    [Fact]
    public async Task Choices_AreWhatThePreviewFollows()
    {
        using var folder = new TemporaryFolder();
        var big5 = CodePagesEncodingProvider.Instance.GetEncoding("big5")!;
        await File.WriteAllBytesAsync(folder["t.csv"], big5.GetBytes("--out,-x,內容\n1,0,很好\n0,1,很差\n"), TestContext.Current.CancellationToken);
        var preview = await PreviewAsync(folder, null);
        Assert.Equal((DatasetKinds.Labels, true), (preview.Kind, preview.HasHeader));
        preview = await PreviewAsync(folder, new() { Encoding = "big5", LabelColumn = "--out" });
        Assert.Equal(["--out", "-x", "內容"], preview.Columns.Select(column => column.Name));
        Assert.Equal([ColumnRoles.Label, ColumnRoles.Nothing, ColumnRoles.Text], preview.Columns.Select(column => column.Role));
        preview = await PreviewAsync(
            folder,
            new()
            {
                Encoding = "big5",
                HasHeader = false,
                TextColumn = "column 1",
                TargetColumns = ["column 2"],
                Kind = DatasetKinds.Numbers,
            }
        );
        Assert.Equal((DatasetKinds.Numbers, 2, 1), (preview.Kind, preview.RowCount, preview.Refused.Single().Line));
    }

    private static async Task<TablePreview> PreviewAsync(TemporaryFolder folder, TableChoices? choices)
    {
        var (code, output, people) = await Commands.RunAsync([
            "import",
            "--from",
            folder["t.csv"],
            "--store",
            folder["store"],
            "--preview",
            .. TableArguments.Of(choices),
        ]);
        Assert.True(code == 0, people);
        return JsonSerializer.Deserialize<TablePreview>(output, DatasetManifest.Json)!;
    }
}
