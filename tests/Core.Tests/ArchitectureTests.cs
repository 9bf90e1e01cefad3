using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace MlOpsDashboard.Core.Tests;

/// <summary>Holds the arrows between the wings: in the project files, and in what the compiler made of them.</summary>
public partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Registry"] = ["Core"],
        ["Engine"] = ["Core"],
        ["Jobs"] = ["Core", "Registry"],
        ["Host"] = ["Core", "Engine", "Jobs", "Registry"],
        ["Dashboard"] = ["Core", "Registry", "Jobs"],
    };

    // What a wing must never take in from outside: file or assembly names begin so.
    private static readonly Dictionary<string, string[]> Foreign = new()
    {
        ["Core"] =
        [
            "Microsoft.EntityFrameworkCore",
            "Microsoft.AspNetCore",
            "Quartz",
            "TorchSharp",
            "PureHDF",
            "NetVips",
            "Magick.NET",
            "MudBlazor",
            "Serilog",
        ],
        ["Registry"] = ["Microsoft.AspNetCore", "Quartz", "TorchSharp", "PureHDF", "NetVips", "Magick.NET", "MudBlazor", "Serilog"],
        ["Engine"] = ["Microsoft.EntityFrameworkCore", "Microsoft.AspNetCore", "Quartz", "MudBlazor", "Serilog"],
        ["Jobs"] = ["Microsoft.AspNetCore", "TorchSharp", "PureHDF", "NetVips", "Magick.NET", "MudBlazor"],
        ["Dashboard"] = ["TorchSharp", "PureHDF", "NetVips", "Magick.NET", "libtorch"],
    };

    // Stores of accounts, which bring nothing of a server.
    private const string Accounts = "Microsoft.AspNetCore.Identity.EntityFrameworkCore";

    // Folders of the engine from the ground up (docs/tour.md): each knows those of lower floors, never one beside or above it.
    private static readonly string[][] EngineFloors =
    [
        ["Memory"],
        ["Kernels"],
        ["Graph"],
        ["Layers"],
        ["Execution", "Texts"],
        ["Data"],
        ["Formats", "Surgery"],
        ["Backbones", "Import"],
        ["Training", "Samples"],
        ["Inputs", "Tasks"],
    ];

    public static TheoryData<string> Wings => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Wings))]
    public void ProjectFile_PointsOnlyWhereItMay(string wing)
    {
        var project = XDocument.Load(ProjectFile(wing));
        // A reference without output (the dashboard builds the host) loads nothing.
        var targets = project
            .Descendants("ProjectReference")
            .Where(r => (string?)r.Attribute("ReferenceOutputAssembly") != "false")
            .Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')));
        Assert.All(targets, target => Assert.Contains(target, Allowed[wing]));
        var packages = project.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!).Where(package => package != Accounts);
        Assert.All(
            packages,
            package => Assert.DoesNotContain(Foreign.GetValueOrDefault(wing, []), foreign => package.StartsWith(foreign, StringComparison.OrdinalIgnoreCase))
        );
    }

    [Theory]
    [MemberData(nameof(Wings))]
    public void Assembly_RefersOnlyToWhatItMay(string wing)
    {
        var file = BuiltAssembly(wing);
        Assert.True(file is not null, $"{wing} is not built: build the solution first.");
        using var stream = File.OpenRead(file!);
        using var assembly = new PEReader(stream);
        var metadata = assembly.GetMetadataReader();
        var names = metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name)).ToList();
        Assert.All(
            names.Where(n => n.StartsWith("MlOpsDashboard.", StringComparison.Ordinal) || n == "mlops"),
            n => Assert.Contains(n.Split('.')[^1], Allowed[wing])
        );
        Assert.All(
            names.Where(name => name != Accounts),
            name => Assert.DoesNotContain(Foreign.GetValueOrDefault(wing, []), foreign => name.StartsWith(foreign, StringComparison.OrdinalIgnoreCase))
        );
    }

    [Fact]
    public void Engine_FoldersKnowOnlyThoseOfLowerFloors()
    {
        var arrows = EngineArrows();
        Assert.Equal(
            EngineFloors.SelectMany(folders => folders).Order(StringComparer.Ordinal),
            arrows.SelectMany(arrow => new[] { Folder(arrow.From), Folder(arrow.To) }).Distinct().Order(StringComparer.Ordinal)
        );
        var wrong = arrows
            .Where(arrow => Folder(arrow.From) != Folder(arrow.To) && Floor(arrow.From) <= Floor(arrow.To))
            .Select(arrow => $"{arrow.From} -> {arrow.To}")
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.True(
            wrong.Count == 0,
            $"Expected each folder of the engine to know those of lower floors alone: {string.Join(", ", EngineFloors.Select(folders => string.Join(" and ", folders)))}. Received:\n{string.Join('\n', wrong)}"
        );
    }

    [Theory]
    [InlineData("Layers/Core/Dense.cs", "Graph/Layer.cs")] // Its base.
    [InlineData("Data/LabelledFiles.cs", "Data/StoredTargets.cs")] // Inside the type arguments of a parameter.
    [InlineData("Graph/Network.cs", "Graph/ExecutionPlan.cs")] // Inside a method alone.
    [InlineData("Training/TrainableTasks.cs", "Training/ITask.cs")] // Inside the type arguments of a call.
    public void Engine_ArrowsAreSeen(string from, string to) => Assert.Contains((from, to), EngineArrows());

    // Files, by the rule that a folder is a namespace and a file a type.
    private static HashSet<(string From, string To)> EngineArrows()
    {
        const string Root = "MlOpsDashboard.Workers.Engine.";
        var file = BuiltAssembly("Engine");
        Assert.True(file is not null, "Engine is not built: build the solution first.");
        static string FileOf(string type) => type[Root.Length..].Split('`')[0].Replace('.', '/') + ".cs";
        return
        [
            .. AssemblyArrows
                .Read(file!)
                .Where(arrow => arrow.From.StartsWith(Root, StringComparison.Ordinal) && arrow.To.StartsWith(Root, StringComparison.Ordinal))
                .Select(arrow => (FileOf(arrow.From), FileOf(arrow.To))),
        ];
    }

    private static string Folder(string file) => file.Split('/')[0];

    private static int Floor(string file) => Array.FindIndex(EngineFloors, folders => folders.Contains(Folder(file)));

    [Fact]
    public void Core_TakesInMediatRAlone()
    {
        var packages = XDocument.Load(ProjectFile("Core")).Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!);
        Assert.Equal(["MediatR"], packages);
    }

    [Fact]
    public void Dashboard_RefersToTheOtherWingsOnlyWhereItIsPutTogether()
    {
        // Pages and components know Core alone: what they send and what they show. Sign-in knows accounts as ASP.NET Core Identity keeps them.
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", "Dashboard"), "*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith(".razor", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal))
            .Where(f =>
                !f.Contains("/obj/", StringComparison.Ordinal)
                && !f.Contains("/bin/", StringComparison.Ordinal)
                && Path.GetFileName(f) is not ("Program.cs" or "DashboardServices.cs")
            );
        var strangers = sources.Where(f =>
            (
                f.Contains("/Dashboard/SignIn/", StringComparison.Ordinal)
                    ? File.ReadAllText(f).Replace("MlOpsDashboard.Registry.People", "", StringComparison.Ordinal)
                    : File.ReadAllText(f)
            )
                is var text
            && (text.Contains("MlOpsDashboard.Registry", StringComparison.Ordinal) || text.Contains("MlOpsDashboard.Workers.", StringComparison.Ordinal))
        );
        Assert.Empty(strangers.Select(f => Path.GetRelativePath(Repository.Root, f)));
    }

    [Fact]
    public void Jobs_StartsProcessesInOnePlace()
    {
        var places = Sources("Jobs").Where(f => StartsProcess().IsMatch(File.ReadAllText(f)));
        Assert.Equal(["src/Workers/Jobs/Children/ChildStarter.cs"], places.Select(f => Path.GetRelativePath(Repository.Root, f)));
    }

    // Long work through the launcher, short calls through IWorkerCalls: whoever else held the starter would have limits of their own.
    [Fact]
    public void Jobs_GivesTheStarterToLauncherAndCallsAlone()
    {
        var holders = Sources("Jobs")
            .Where(f => File.ReadAllText(f).Contains("ChildStarter", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(f))
            .Order(StringComparer.Ordinal);
        Assert.Equal(["CallRunner.cs", "ChildStarter.cs", "JobServices.cs", "LocalLauncher.cs"], holders);
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"\bProcess\.Start\b|new ProcessStartInfo|new Process\b|posix_spawn|execve|\bfork\(")]
    private static partial System.Text.RegularExpressions.Regex StartsProcess();

    private static IEnumerable<string> Sources(string wing) =>
        Directory
            .EnumerateFiles(Path.GetDirectoryName(ProjectFile(wing))!, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    private static string ProjectFile(string wing) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), wing + ".csproj", SearchOption.AllDirectories).Single();

    // The newest build of the wing, of any configuration.
    private static string? BuiltAssembly(string wing)
    {
        var output = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(ProjectFile(wing))!, "bin"));
        var name = wing switch
        {
            "Host" => "mlops.dll",
            "Engine" or "Jobs" => $"MlOpsDashboard.Workers.{wing}.dll",
            _ => $"MlOpsDashboard.{wing}.dll",
        };
        return output.Exists
            ? output.EnumerateFiles(name, SearchOption.AllDirectories).OrderByDescending(f => f.LastWriteTimeUtc).FirstOrDefault()?.FullName
            : null;
    }
}
