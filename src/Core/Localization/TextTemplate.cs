using System.Globalization;

namespace MlOpsDashboard.Core.Localization;

/// <summary>Fills the numbered places of a text: <c>"{0} {0:picture|pictures} in {1}"</c>.</summary>
/// <remarks>
/// <c>{0:one|other}</c> chooses between two forms by the number in that place: the first for exactly 1, the second for every other, which is the plural rule
/// of English (CLDR: one, other).
/// Chinese has one form and needs no choice. Whole numbers are grouped (<c>1,583</c>); other numbers have at most three decimals; whoever wants them otherwise
/// passes them as text.
/// </remarks>
public sealed class TextTemplate : IFormatProvider, ICustomFormatter
{
    private static readonly TextTemplate Instance = new();

    private TextTemplate() { }

    public static string Fill(string template, params ReadOnlySpan<object?> values) => string.Format(Instance, template, values);

    /// <summary>One of the forms <c>one|other</c> by the number.</summary>
    public static string Choose(string forms, double number)
    {
        var bar = forms.IndexOf('|', StringComparison.Ordinal);
        return number == 1 ? forms[..bar] : forms[(bar + 1)..];
    }

    /// <summary>A number as texts show it.</summary>
    public static string Number(double number) =>
        number.ToString(number == Math.Floor(number) && Math.Abs(number) < 1e15 ? "#,0" : "0.###", CultureInfo.InvariantCulture);

    object? IFormatProvider.GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

    string ICustomFormatter.Format(string? format, object? arg, IFormatProvider? formatProvider)
    {
        if (format?.Contains('|', StringComparison.Ordinal) == true)
            return Choose(format, Convert.ToDouble(arg, CultureInfo.InvariantCulture));
        if (format is null && arg is int or long or float or double or decimal)
            return Number(Convert.ToDouble(arg, CultureInfo.InvariantCulture));
        return arg is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : arg?.ToString() ?? "";
    }
}
