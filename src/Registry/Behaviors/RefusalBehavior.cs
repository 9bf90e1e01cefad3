using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Registry.Persistence.Sqlite;

namespace MlOpsDashboard.Registry.Behaviors;

/// <summary>Turns what a person can do something about (bad input met deep down, a busy, full or damaged database) into a refused outcome, or for a question
/// into a <see cref="RefusedException"/>.</summary>
internal sealed class RefusalBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    private static readonly Func<Refusal, TResponse>? Refuse = Refusing();

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        try
        {
            return await next();
        }
        catch (Exception e) when (e is not RefusedException && SqliteDatabase.Reason(e) is not null && Refuse is null)
        {
            // A question has no place for a refusal: the page's boundary shows its sentence.
            throw new RefusedException(SqliteDatabase.Reason(e)!, e);
        }
        catch (Exception e) when (Refuse is not null && Reason(e) is not null)
        {
            return Refuse(Reason(e)!);
        }
    }

    private static Refusal? Reason(Exception e) =>
        e switch
        {
            RefusedException refused => refused.Reason,
            TimeoutException => Refusal.OfSentence(e.Message, RefusalKind.Busy),
            _ when DiskFull.Is(e) => DiskFull.Reason("Storage:Root"),
            _ => SqliteDatabase.Reason(e),
        };

    private static Func<Refusal, TResponse>? Refusing()
    {
        var type = typeof(TResponse);
        if (type == typeof(Outcome))
            return reason => (TResponse)(object)Outcome.Refused(reason);
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Outcome<>))
            return null;
        return type.GetMethod(nameof(Outcome.Refused), [typeof(Refusal)])!.CreateDelegate<Func<Refusal, TResponse>>();
    }
}
