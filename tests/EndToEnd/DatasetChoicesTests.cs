using System.IO.Compression;
using System.Text.RegularExpressions;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>A person drops a zip that can be read in two ways, sees what was made of it, and decides otherwise.</summary>
[Collection(Trainings.Name)]
public sealed class DatasetChoicesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AZipOfParts_KeepsItsSplit_AndThePersonMayChangeIt()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-split-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(Path.Combine(folder.FullName, "data"), Cancel);
        var session = await browser.OpenAsync(dashboard.Address);

        await session.GoAsync("/datasets?import=upload");
        await session.Find("file-input").SetInputFilesAsync(await ZipAsync(folder.FullName));
        await session.Find("import").And(session.Page.Locator("button")).ClickAsync();
        await session.Find("import-warnings").GetByText("The folders decide the split: 60 for training, 30 for validation, 30 for the test.").WaitForAsync();
        await session.Find("open-dataset").ClickAsync();
        await session.Find("notice-parts.folders").WaitForAsync();
        Assert.Equal("120 pictures in 3 classes; 30 for validation, 30 kept for the test", (await session.Find("headline").InnerTextAsync()).Trim());
        var path = new Uri(session.Page.Url).AbsolutePath;

        await session.Find("part-filter").Filter(new() { HasText = "Test" }).ClickAsync();
        await session.Find("gallery").GetByText("1 to 30 of 30").WaitForAsync();

        await session.Find("revise-parts.folders").ClickAsync();
        await session.Find("notice-parts.classes").WaitForAsync();
        Assert.StartsWith("120 pictures in 3 classes", await session.Find("headline").InnerTextAsync(), StringComparison.Ordinal);

        // Another split, by keyboard alone.
        await session.GoAsync(path + "?v=1");
        await session.Find("decide-split").FocusAsync();
        await session.Page.Keyboard.PressAsync("Enter");
        await session.Find("split-words").WaitForAsync();
        await session.Find("split-test").SelectOptionAsync("0.25");
        await session.ShootAsync("split-dialog");
        await session.Find("make-split").FocusAsync();
        await session.Page.Keyboard.PressAsync("Enter");
        await session.Find("notice-parts.given").WaitForAsync();
        Assert.Contains("30 kept for the test", await session.Find("headline").InnerTextAsync(), StringComparison.Ordinal);

        // A run on it says what it is given.
        await session.GoAsync($"/runs/new?dataset={path.Split('/')[^1]}&v=1");
        await session.Find("summary").GetByText("30 of them kept for the test").WaitForAsync();

        await new Gallery(browser, dashboard.Address).ShootAsync(["/datasets?import=upload", path + "?v=1", path + "?v=3&part=test"]);
        Assert.Empty(session.Complaints);
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task AZipOfAnotherCodePage_IsReadByTheLikeliest_AndThePersonMayReadItOtherwise()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-names-");
        await using var browser = await Browser.StartAsync();
        await using var dashboard = await DashboardProcess.StartAsync(Path.Combine(folder.FullName, "data"), Cancel);
        var session = await browser.OpenAsync(dashboard.Address);

        await session.GoAsync("/datasets?import=upload");
        await session.Find("file-input").SetInputFilesAsync(Repository.Cases("zips", "gbk.zip"));
        await session.Find("import").And(session.Page.Locator("button")).ClickAsync();
        await session.Find("open-dataset").ClickAsync();
        await session.Find("notice-names.guessed").GetByText("GBK").WaitForAsync();
        var path = new Uri(session.Page.Url).AbsolutePath;
        var classes = await session.Find("class-filter").AllInnerTextsAsync();
        Assert.All(classes, name => Assert.InRange(name[0], '\u4E00', '\u9FFF'));

        await session.Find("change-names").ClickAsync();
        await session.Find("reading").First.WaitForAsync();
        await session.ShootAsync("names-dialog");
        await session.Find("read-ibm437").CheckAsync();
        await session.Find("read-names").ClickAsync();
        await session.Page.WaitForURLAsync(new Regex("v=2"));
        await session.Find("notice-names.guessed").GetByText("CP437").WaitForAsync();

        await new Gallery(browser, dashboard.Address).ShootAsync([path + "?v=1"]);
        Assert.Empty(session.Complaints);
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
        folder.Delete(recursive: true);
    }

    // Of each class the first 20 pictures for training, 10 for validation, 10 for the test.
    private static async Task<string> ZipAsync(string folder)
    {
        var pictures = Path.Combine(folder, "pictures");
        await Samples.MlopsAsync(["samples", "emoji-mini", "--out", pictures], Cancel);
        var zip = Path.Combine(folder, "pets.zip");
        await using var archive = await ZipFile.OpenAsync(zip, ZipArchiveMode.Create, Cancel);
        foreach (
            var (file, place) in Directory
                .GetDirectories(pictures)
                .SelectMany(name => Directory.GetFiles(name, "*.png").Order(StringComparer.Ordinal).Select((file, place) => (file, place)))
        )
        {
            var part = place switch
            {
                < 20 => "train",
                < 30 => "val",
                _ => "test",
            };
            await archive.CreateEntryFromFileAsync(file, $"pets/{part}/{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}", Cancel);
        }
        return zip;
    }
}
