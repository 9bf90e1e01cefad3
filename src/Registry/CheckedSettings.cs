using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry;

/// <summary>Settings that are checked before anything is served.</summary>
public static class CheckedSettings
{
    /// <summary>Holds settings to their rules at the start, or when they are first read.</summary>
    /// <param name="faults">Each setting that does not fit, as a refusal; none where all fit.</param>
    public static OptionsBuilder<T> Check<T>(this OptionsBuilder<T> settings, Func<T, IEnumerable<Refusal>> faults)
        where T : class
    {
        settings.Services.AddSingleton<IValidateOptions<T>>(new Rules<T>(faults));
        return settings.ValidateOnStart();
    }

    private sealed class Rules<T>(Func<T, IEnumerable<Refusal>> faults) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var sentences = faults(options).Select(fault => RefusalText.Of(fault, UserLanguage.English)).ToList();
            return sentences.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(sentences);
        }
    }
}
