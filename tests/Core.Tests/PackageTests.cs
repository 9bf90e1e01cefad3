using System.Text.Json;
using System.Xml.Linq;

namespace MlOpsDashboard.Core.Tests;

/// <summary>No package is pinned and unused, and NOTICE names what is shipped.</summary>
public sealed class PackageTests
{
    // How NOTICE calls a package, where not by its own name. An empty name: of the build alone.
    private static readonly Dictionary<string, string> Called = new()
    {
        ["Magick.NET-Q8-x64"] = "Magick.NET",
        ["MediatR"] = "MediatR",
        ["Microsoft.EntityFrameworkCore.Design"] = "",
        ["Microsoft.EntityFrameworkCore.Sqlite"] = "Entity Framework Core",
        ["NetVips.Native.linux-x64"] = "libvips",
        ["Quartz"] = "Quartz.NET",
        ["apexcharts"] = "ApexCharts",
        ["@fontsource-variable/inter"] = "Inter",
    };

    [Fact]
    public void EveryPinnedPackage_IsReferredTo()
    {
        var pinned = XDocument
            .Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Select(p => (string)p.Attribute("Include")!);
        var projects = string.Concat(BuildFiles().Select(File.ReadAllText));
        // Which libtorch it is, a build switch says: build/LibTorch.targets puts the name together.
        Assert.DoesNotContain(
            pinned.Where(p => !p.StartsWith("libtorch-", StringComparison.Ordinal)),
            p => !projects.Contains($"\"{p}\"", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Notice_NamesWhatIsShipped()
    {
        var notice = File.ReadAllText(Path.Combine(Repository.Root, "NOTICE"));
        var shipped = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(f => XDocument.Load(f).Descendants("PackageReference").Select(p => (string)p.Attribute("Include")!))
            .Concat(
                JsonDocument
                    .Parse(File.ReadAllText(Path.Combine(Repository.Root, "src", "Dashboard", "package.json")))
                    .RootElement.GetProperty("dependencies")
                    .EnumerateObject()
                    .Select(d => d.Name)
            )
            .Distinct();
        Assert.DoesNotContain(shipped, p => !notice.Contains(Called.GetValueOrDefault(p, p), StringComparison.Ordinal));
    }

    private static IEnumerable<string> BuildFiles() =>
        new[] { "*.csproj", "*.props", "*.targets" }
            .SelectMany(p => Directory.EnumerateFiles(Repository.Root, p, SearchOption.AllDirectories))
            .Where(f =>
                Path.GetFileName(f) != "Directory.Packages.props"
                && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
                && !f.Contains("node_modules", StringComparison.Ordinal)
            );
}
