using System.Globalization;

namespace MlOpsDashboard.Workers.Tests.Golden;

/// <summary>Folders for a test's files, gone when the tests end.</summary>
internal static class TestFolder
{
    private static readonly string Root = MakeRoot();
    private static int count;

    public static string Create() =>
        Directory.CreateDirectory(Path.Combine(Root, Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture))).FullName;

    private static string MakeRoot()
    {
        var root = Directory.CreateTempSubdirectory("mlops-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    }
}
