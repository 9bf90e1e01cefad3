using System.Text.Json;

namespace MlOpsDashboard.Core.Tests.Support;

/// <summary>Keras's and scikit-learn's own numbers, in <c>shared/golden</c> beside the repository.</summary>
public static class Golden
{
    /// <summary>Reads a file, or skips the test where the folder is absent.</summary>
    public static JsonDocument Read(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "golden", path);
            if (File.Exists(file)) return JsonDocument.Parse(File.ReadAllText(file));
        }
        Assert.Skip($"shared/golden/{path} is not beside this repository.");
        return null;
    }
}
