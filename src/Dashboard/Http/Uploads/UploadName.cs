using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Dashboard.Http.Uploads;

/// <summary>Turns the name that a browser gives a file (<c>cats/1.png</c>) into a path that can't leave its folder.</summary>
public static class UploadName
{
    private const int DeepestFolder = 16;
    private const int LongestPartBytes = 255;
    private const int LongestBytes = 1_024;

    /// <summary>The parts of the name, each fit to be a file or folder here, or a refusal that names it.</summary>
    public static Outcome<IReadOnlyList<string>> Parse(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > LongestBytes)
            return Refused(name, new("upload.name.long", ("most", $"{LongestBytes}")));
        var parts = name.Split('/');
        if (parts.Length > DeepestFolder)
            return Refused(name, new("upload.name.deep", ("most", $"{DeepestFolder}")));
        foreach (var part in parts)
        {
            if (
                part.Length == 0
                || part is "." or ".."
                || part.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0
                || part.Contains('\\')
                || part.Any(char.IsControl)
            )
                return Refused(name, new("upload.name.plain"));
            if (Encoding.UTF8.GetByteCount(part) > LongestPartBytes)
                return Refused(name, new("upload.name.longPart", ("most", $"{LongestPartBytes}")));
        }
        return Outcome.Of<IReadOnlyList<string>>(parts);
    }

    private static Outcome<IReadOnlyList<string>> Refused(string name, Refusal expected)
    {
        var shown = new string([.. name.Take(120).Select(c => char.IsControl(c) ? '\uFFFD' : c)]);
        return Outcome<IReadOnlyList<string>>.Refused(new Refusal(RefusalKind.Invalid, "upload.name.expected", ("expected", expected), ("name", shown)));
    }
}
