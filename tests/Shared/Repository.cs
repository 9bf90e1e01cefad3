namespace MlOpsDashboard.Tests.Shared;

/// <summary>Where things lie in the working copy that this test was built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution, found upward from the test.</summary>
    public static string Root { get; } = Find();

    public static string Configuration { get; } =
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The executable <c>mlops</c> that this build made.</summary>
    public static string Mlops => Path.Combine(Root, "src", "Workers", "Host", "bin", Configuration, "net10.0", "mlops");

    /// <summary>Screenshots that CI keeps.</summary>
    public static string Artifacts => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

    /// <summary>A file or folder of <c>tests/Golden</c>: numbers and files that Keras and its kin made.</summary>
    public static string Golden(params string[] path) => Existing("Golden", path);

    /// <summary>A file or folder of <c>tests/Cases</c>: inputs that people's reports led to, and data folders of earlier versions.</summary>
    public static string Cases(params string[] path) => Existing("Cases", path);

    private static string Existing(string folder, string[] path)
    {
        var full = Path.Combine([Root, "tests", folder, .. path]);
        return Path.Exists(full) ? full : throw new FileNotFoundException($"Expected {full}, which is part of the repository.", full);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MlOpsDashboard.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"Expected MlOpsDashboard.sln above {AppContext.BaseDirectory}: tests run from a build inside the repository.");
    }
}
