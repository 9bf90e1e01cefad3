using System.Text;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>
/// Numbers automatic names as a fresh Python process would: conv2d, conv2d_1, ... Names are counted within the scope,
/// so that what is built in a scope is the same every time, whatever else the process built.
/// </summary>
public sealed class NameScope : IDisposable
{
    private static readonly AsyncLocal<NameScope?> Ambient = new();

    private readonly Dictionary<string, int> counters = [];
    private readonly NameScope? outer;
    private readonly bool owned;

    private NameScope(NameScope? outer, bool owned) => (this.outer, this.owned) = (outer, owned);

    internal static NameScope Current => Ambient.Value ??= new NameScope(null, owned: false);

    /// <summary>Opens a fresh numbering until disposed.</summary>
    public static NameScope Begin() => Ambient.Value = new NameScope(Ambient.Value, owned: true);

    /// <summary>Counts on in the scope a caller opened; without one, opens a fresh numbering until disposed.</summary>
    public static IDisposable Join() => Ambient.Value is { owned: true } ? Nothing.Instance : Begin();

    /// <summary>"conv2d" the first time, "conv2d_1" the second.</summary>
    public string Unique(string prefix)
    {
        var seen = counters.GetValueOrDefault(prefix);
        counters[prefix] = seen + 1;
        return seen == 0 ? prefix : $"{prefix}_{seen}";
    }

    public void Dispose()
    {
        if (owned && Ambient.Value == this)
        {
            Ambient.Value = outer;
        }
    }

    /// <summary>Keras's to_snake_case: Conv2D to conv2d, MaxPooling2D to max_pooling2d, ReLU to re_lu.</summary>
    public static string SnakeCase(string className)
    {
        // As keras/src/utils/naming.py: drop non-word signs, then "(.)([A-Z][a-z]+)" and "([a-z])([A-Z])" get an underscore.
        var letters = new string([.. className.Where(c => char.IsLetterOrDigit(c) || c == '_')]);
        var first = new StringBuilder();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i > 0 && char.IsUpper(letters[i]) && i + 1 < letters.Length && char.IsLower(letters[i + 1]))
            {
                first.Append('_');
            }

            first.Append(letters[i]);
        }

        var second = new StringBuilder();
        for (var i = 0; i < first.Length; i++)
        {
            if (i > 0 && char.IsUpper(first[i]) && char.IsLower(first[i - 1]))
            {
                second.Append('_');
            }

            second.Append(char.ToLowerInvariant(first[i]));
        }

        return second.ToString();
    }

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose() { }
    }
}
