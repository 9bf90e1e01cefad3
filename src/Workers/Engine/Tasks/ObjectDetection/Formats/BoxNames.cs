using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>Names of classes, numbered as they are met in files.</summary>
internal sealed class BoxNames
{
    private const int Longest = 200,
        Most = 20_000;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public IReadOnlyList<string> All => _names;

    /// <summary>The number of a name. What is no text of one line is made one; of what is left empty the number stands.</summary>
    /// <exception cref="RefusedException">There are too many.</exception>
    public int Number(string name)
    {
        var plain = new string([.. name.Trim().Select(c => char.IsControl(c) || char.IsSurrogate(c) && !IsWhole(name) ? ' ' : c)]).Trim();
        plain = plain.Length > Longest ? plain[..(char.IsHighSurrogate(plain[Longest - 1]) ? Longest - 1 : Longest)] : plain;
        if (_numbers.TryGetValue(plain, out var number))
        {
            return number;
        }
        if (_names.Count == Most)
        {
            throw new RefusedException(new Refusal("boxes.names", ("most", Most)));
        }
        _names.Add(plain.Length == 0 ? "?" : plain);
        return _numbers[plain] = _names.Count - 1;
    }

    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) && ++i > 0))
            {
                return false;
            }
        }
        return true;
    }
}
