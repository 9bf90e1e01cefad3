using System.Globalization;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Pictures for a try pass by the pages: what ten tabs send at the same time never lies in the dashboard's memory.</summary>
public sealed class LargePicturesTests
{
    private const int Tabs = 10,
        Bytes = 19_000_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_OfTenTabs_LeaveTheMemoryFlat()
    {
        var folder = Directory.CreateTempSubdirectory("mlops-large-");
        await using (var dashboard = await DashboardProcess.StartOnSamplesAsync(folder.FullName, Cancel))
        {
            using var http = new HttpClient { BaseAddress = dashboard.Address };
            http.DefaultRequestHeaders.Add("Origin", dashboard.Address.GetLeftPart(UriPartial.Authority));
            http.DefaultRequestHeaders.Add("X-Upload", "1");
            // What the first one compiles counts for none.
            await SendAsync(http, 1_000);
            var before = Megabytes(dashboard.ProcessId, "VmRSS");
            await Task.WhenAll(Enumerable.Range(0, Tabs).Select(_ => SendAsync(http, Bytes)));
            // The peak: a moment counts.
            Assert.InRange(Megabytes(dashboard.ProcessId, "VmHWM") - before, double.MinValue, Tabs * Bytes / 1e6 / 2);
            Assert.Equal(Tabs + 1, Directory.EnumerateFiles(folder.FullName, "cat.png", SearchOption.AllDirectories).Count());
        }
        folder.Delete(recursive: true);
    }

    private static async Task SendAsync(HttpClient http, int bytes)
    {
        var id = Guid.NewGuid();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[bytes]), "file", "cat.png" } };
        (await http.PostAsync(new Uri($"/uploads/{id}", UriKind.Relative), form, Cancel)).EnsureSuccessStatusCode();
        (await http.PostAsync(new Uri($"/uploads/{id}/finish", UriKind.Relative), null, Cancel)).EnsureSuccessStatusCode();
    }

    private static double Megabytes(int process, string what) =>
        double.Parse(
            File.ReadLines($"/proc/{process}/status")
                .First(l => l.StartsWith(what, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;
}
