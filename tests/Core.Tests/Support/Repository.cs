namespace MlOpsDashboard.Core.Tests.Support;

public static class Repository
{
    /// <summary>The folder of the solution, found upward from the test.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MlOpsDashboard.sln"))) return folder.FullName;
        throw new InvalidOperationException($"Expected MlOpsDashboard.sln above {AppContext.BaseDirectory}.");
    }
}
