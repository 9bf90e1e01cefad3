namespace MlOpsDashboard.Workers.Tests.Golden;

/// <summary>Folders for a test's files, gone with the system's temporary files.</summary>
internal static class TestFolder
{
    public static string Create() => Directory.CreateTempSubdirectory("mlops-").FullName;
}
