namespace MlOpsDashboard.EndToEnd;

/// <summary>Where things lie in the working copy that this test was built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string Configuration { get; } = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>Screenshots that CI keeps.</summary>
    public static string Artifacts { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "screenshots")).FullName;

    public static string Mlops => Path.Combine(Root, "src", "Workers", "Host", "bin", Configuration, "net10.0", "mlops");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MlOpsDashboard.sln"))) return folder.FullName;
        throw new InvalidOperationException("The end-to-end tests run from a build inside the repository.");
    }
}
